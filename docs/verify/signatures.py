"""Ed25519 (RFC 8032) and ML-DSA-44 (FIPS 204) verification, written for reading, not for speed and not for secrets."""
import hashlib
from functools import lru_cache

# --- Ed25519: canonical encodings, prime-order key and R, S below the order; see docs/formats/ledger.md ----------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def _add(a, b):
    """Extended coordinates (X, Y, Z, T) with x = X/Z, y = Y/Z, x * y = T/Z."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    return (f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P


def _multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point, scalar = _add(point, point), scalar >> 1
    return result


def _equal(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def _decode(data):
    """The point of a canonical encoding, other than the neutral one; or None."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    point = (x, y, 1, x * y % P)
    return None if _equal(point, NEUTRAL) else point


@lru_cache(maxsize=4096)
def _key(data):
    """A point of prime order, or None."""
    point = _decode(data)
    return point if point and _equal(_multiply(ORDER, point), NEUTRAL) else None


NEUTRAL = (0, 1, 1, 0)
BASE = _decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
BASE_DOUBLED = [BASE]
for _ in range(252):
    BASE_DOUBLED.append(_add(BASE_DOUBLED[-1], BASE_DOUBLED[-1]))


def _multiply_base(scalar):
    result = NEUTRAL
    for i, point in enumerate(BASE_DOUBLED):
        if scalar >> i & 1:
            result = _add(result, point)
    return result


def ed25519_verify(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r, s = _key(key), _decode(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    # R is of prime order when this holds, since the base and the key are.
    return _equal(_multiply_base(s), _add(r, _multiply(challenge, a)))


# --- ML-DSA-44, empty context ------------------------------------------------------------------------------------------

Q = 8380417
N, K, L, TAU, OMEGA, DROPPED = 256, 4, 4, 39, 80, 13
GAMMA1, GAMMA2 = 1 << 17, (Q - 1) // 88
BETA = TAU * 2
ZETAS = [pow(1753, int("{:08b}".format(i)[::-1], 2), Q) for i in range(N)]


def _ntt(poly):
    poly, zeta, length = list(poly), 0, 128
    while length:
        for start in range(0, N, 2 * length):
            zeta += 1
            for j in range(start, start + length):
                t = ZETAS[zeta] * poly[j + length] % Q
                poly[j + length], poly[j] = (poly[j] - t) % Q, (poly[j] + t) % Q
        length //= 2
    return poly


def _inverse_ntt(poly):
    poly, zeta, length = list(poly), N, 1
    while length < N:
        for start in range(0, N, 2 * length):
            zeta -= 1
            for j in range(start, start + length):
                t = poly[j]
                poly[j] = (t + poly[j + length]) % Q
                poly[j + length] = -ZETAS[zeta] * (t - poly[j + length]) % Q
        length *= 2
    return [x * pow(N, -1, Q) % Q for x in poly]


def _unpack(data, bits):
    number = int.from_bytes(data, "little")
    return [number >> bits * i & (1 << bits) - 1 for i in range(8 * len(data) // bits)]


@lru_cache(maxsize=1024)
def _expand_a(rho, row, column):
    """RejNTTPoly of FIPS 204 algorithm 30."""
    size, poly = 1024, []
    while len(poly) < N:
        stream, poly = hashlib.shake_128(rho + bytes([column, row])).digest(size * 3), []
        for i in range(0, len(stream), 3):
            value = int.from_bytes(stream[i:i + 3], "little") & 0x7fffff
            if value < Q and len(poly) < N:
                poly.append(value)
        size *= 2
    return poly


def _sample_in_ball(seed):
    """Algorithm 29: TAU coefficients are 1 or -1."""
    stream, poly = hashlib.shake_256(seed).digest(4096), [0] * N
    signs, at = int.from_bytes(stream[:8], "little"), 8
    for i in range(N - TAU, N):
        while stream[at] > i:
            at += 1
        poly[i], poly[stream[at]] = poly[stream[at]], 1 - 2 * (signs & 1)
        signs, at = signs >> 1, at + 1
    return poly


def _hints(data):
    """Algorithm 21: the one encoding, or None."""
    hints, at = [[0] * N for _ in range(K)], 0
    for i in range(K):
        end = data[OMEGA + i]
        if end < at or end > OMEGA:
            return None
        for j in range(at, end):
            if j > at and data[j - 1] >= data[j]:
                return None
            hints[i][data[j]] = 1
        at = end
    return None if any(data[at:OMEGA]) else hints


def _use_hint(hint, value):
    """Algorithms 36 and 40."""
    low = value % (2 * GAMMA2)
    low = low - 2 * GAMMA2 if low > GAMMA2 else low
    high, low = (0, low - 1) if value - low == Q - 1 else ((value - low) // (2 * GAMMA2), low)
    return high if not hint else (high + 1) % 44 if low > 0 else (high - 1) % 44


def mldsa44_verify(key, message, signature):
    if len(key) != 1312 or len(signature) != 2420:
        return False
    rho, packed_t1 = key[:32], key[32:]
    seed, packed_z, hints = signature[:32], signature[32:2336], _hints(signature[2336:])
    z = [[GAMMA1 - x for x in _unpack(packed_z[576 * i:576 * (i + 1)], 18)] for i in range(L)]
    if hints is None or any(abs(x) >= GAMMA1 - BETA for poly in z for x in poly):
        return False
    mu = hashlib.shake_256(hashlib.shake_256(key).digest(64) + b"\0\0" + message).digest(64)
    c, z = _ntt(_sample_in_ball(seed)), [_ntt([x % Q for x in poly]) for poly in z]
    encoded = b""
    for i in range(K):
        t1 = _ntt([x << DROPPED for x in _unpack(packed_t1[320 * i:320 * (i + 1)], 10)])
        row = [-c[n] * t1[n] for n in range(N)]
        for j in range(L):
            a = _expand_a(rho, i, j)
            row = [(row[n] + a[n] * z[j][n]) % Q for n in range(N)]
        w1 = [_use_hint(hints[i][n], value) for n, value in enumerate(_inverse_ntt(row))]
        encoded += sum(value << 6 * n for n, value in enumerate(w1)).to_bytes(192, "little")
    return hashlib.shake_256(mu + encoded).digest(32) == seed
