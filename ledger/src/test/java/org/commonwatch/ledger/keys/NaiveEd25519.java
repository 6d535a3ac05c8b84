package org.commonwatch.ledger.keys;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Ed25519 written down from RFC 8032 section 5.1 with big integers: slow, short, and without any trick. */
final class NaiveEd25519 {
    private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    static final BigInteger L = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    private static final BigInteger D = BigInteger.valueOf(-121665)
            .multiply(BigInteger.valueOf(121666).modInverse(P))
            .mod(P);
    private static final Point IDENTITY = new Point(BigInteger.ZERO, BigInteger.ONE);
    static final Point BASE = onCurve(
            BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(P)).mod(P), false);

    private NaiveEd25519() {}

    record Point(BigInteger x, BigInteger y) {}

    private static Point onCurve(BigInteger y, boolean odd) {
        BigInteger y2 = y.multiply(y).mod(P);
        BigInteger x2 = y2.subtract(BigInteger.ONE)
                .multiply(D.multiply(y2).add(BigInteger.ONE).modInverse(P))
                .mod(P);
        BigInteger x = x2.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
        if (!x.multiply(x).mod(P).equals(x2)) {
            BigInteger root = BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);
            x = x.multiply(root).mod(P);
        }
        if (!x.multiply(x).mod(P).equals(x2)) {
            throw new ArithmeticException("not on the curve");
        }
        return new Point(x.testBit(0) == odd ? x : P.subtract(x).mod(P), y);
    }

    static Point add(Point a, Point b) {
        BigInteger xy =
                a.x.multiply(b.x).multiply(a.y).multiply(b.y).multiply(D).mod(P);
        BigInteger x = a.x.multiply(b.y).add(b.x.multiply(a.y));
        BigInteger y = a.y.multiply(b.y).add(a.x.multiply(b.x));
        return new Point(
                x.multiply(BigInteger.ONE.add(xy).modInverse(P)).mod(P),
                y.multiply(BigInteger.ONE.subtract(xy).modInverse(P)).mod(P));
    }

    static Point multiply(Point point, BigInteger scalar) {
        Point sum = IDENTITY;
        for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
            sum = add(sum, sum);
            if (scalar.testBit(bit)) {
                sum = add(sum, point);
            }
        }
        return sum;
    }

    static byte[] encode(Point point) {
        byte[] bytes = littleEndian(point.y);
        bytes[31] |= (byte) (point.x.testBit(0) ? 0x80 : 0);
        return bytes;
    }

    static Point decode(byte[] bytes) {
        byte[] y = bytes.clone();
        boolean odd = y[31] < 0;
        y[31] &= 0x7f;
        BigInteger value = number(y);
        if (value.compareTo(P) >= 0) {
            throw new ArithmeticException("not canonical");
        }
        return onCurve(value, odd);
    }

    /** The signature with commitment {@code r}, whatever point that is. */
    static byte[] finish(byte[] r, byte[] key, byte[] message, BigInteger nonce, BigInteger secret) {
        BigInteger s = nonce.add(challenge(r, key, message).multiply(secret)).mod(L);
        byte[] signature = Arrays.copyOf(r, 64);
        System.arraycopy(littleEndian(s), 0, signature, 32, 32);
        return signature;
    }

    static boolean verify(byte[] key, byte[] message, byte[] signature) {
        try {
            byte[] r = Arrays.copyOf(signature, 32);
            BigInteger s = number(Arrays.copyOfRange(signature, 32, 64));
            Point a = decode(key);
            Point left = multiply(BASE, s);
            Point right = add(decode(r), multiply(a, challenge(r, key, message)));
            return s.compareTo(L) < 0 && left.equals(right) && multiply(a, L).equals(IDENTITY) && !a.equals(IDENTITY);
        } catch (ArithmeticException e) {
            return false;
        }
    }

    private static BigInteger challenge(byte[] r, byte[] key, byte[] message) {
        try {
            MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
            sha512.update(r);
            sha512.update(key);
            sha512.update(message);
            return number(sha512.digest()).mod(L);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static BigInteger number(byte[] littleEndian) {
        byte[] big = new byte[littleEndian.length];
        for (int i = 0; i < big.length; i++) {
            big[i] = littleEndian[big.length - 1 - i];
        }
        return new BigInteger(1, big);
    }

    private static byte[] littleEndian(BigInteger value) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < 32; i++) {
            bytes[i] = value.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }
}
