"""Build products again from the raw archive, as they were as of a delivery; byte for byte."""

from etl.settings import Settings
from etl.stages.write_chunks import rewrite_chunks
from etl.stages.write_fits import rewrite_fits
from etl.store.hand_offs import HandOff
from etl.store.store import Store


def repipe(store: Store, settings: Settings, run_ids: list[int], as_of: int | None) -> list[str]:
    """Write again the chunk and FITS files that held as of delivery ``as_of`` (now when None).

    Parameters
    ----------
    run_ids
        The runs wanted.
    as_of
        Ordinal of a delivery.

    Returns
    -------
    list of str
        The paths written, relative to the home, each as it was to the byte.

    Raises
    ------
    HalfPipeError
        A file did not come out as it was.
    """
    paths: list[str] = []
    for run_id in run_ids:
        for row in store.rows("repipe/making_hand_offs", run_id=run_id, as_of=as_of):
            hand_off, has_chunks, has_fits = HandOff(*row[:-2]), row[-2], row[-1]
            if has_chunks:
                paths += rewrite_chunks(store, hand_off, run_id)
            if has_fits:
                paths += rewrite_fits(store, hand_off, settings, run_id)
    return paths
