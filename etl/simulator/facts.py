"""What is known of the real instrument and its mission, as far as the simulator leans on it."""

TICKS_PER_SECOND = 20_000_000  # the LAT's 20 MHz system clock
TICK_MODULUS = 2**25  # the time registers of the GEM have 25 bits
DEAD_TICKS = 530  # 26.5 us of readout after a trigger

EVENT_RATE_HZ = 400.0  # 1.5 Mbit/s at about 450 bytes an event, the published telemetry rate
ORBIT_S = 5730.0  # about one run per orbit
FIRST_DATA_DELAY_S = 3.64  # a run's first good time lies this long after its start, in every run

# Run starts: ids of public LAT event lists. Data ends: START/STOP of the public spacecraft file
# lat_spacecraft_weekly_w323_p202_v001.fits (August 2014); from there to the next run's first data
# the LAT is silent, 13.55 s where one orbit's run follows another, up to half an hour in the SAA.
RUNS: tuple[tuple[int, float], ...] = (
    (429_129_467, 429_133_989.09),
    (429_135_429, 429_140_069.09),
    (429_141_389, 429_146_124.09),
    (429_147_205, 429_152_176.09),
    (429_152_522, 429_158_414.09),
    (429_158_424, 429_164_129.09),
    (429_164_139, 429_169_844.09),
    (429_169_854, 429_175_559.09),
    (429_175_569, 429_181_275.09),
    (429_181_285, 429_183_910.09),
    (429_184_975, 429_189_744.09),
    (429_191_214, 429_195_613.09),
    (429_197_285, 429_201_488.09),
    (429_203_299, 429_207_415.09),
    (429_209_278, 429_213_664.09),
    (429_215_245, 429_219_794.09),
    (429_221_206, 429_225_866.09),
    (429_227_158, 429_231_919.09),
    (429_232_898, 429_237_998.09),
    (429_238_136, 429_244_141.09),
)
