package org.commonwatch.matching.scan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.commonwatch.matching.index.IndexView;
import org.commonwatch.matching.index.KeyFilter;
import org.commonwatch.matching.index.KeyHash;
import org.commonwatch.matching.index.NetFilter;

/**
 * Leaves over, of all dotted tokens, the few that may be listed. Written without branches on what the text holds, since a
 * mispredicted one costs as much as looking at a whole token: every test is a number, 0 or 1, by which a list grows.
 */
final class Sieve {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW = 0x7f7f7f7f7f7f7f7fL;
    private static final long HIGH = 0x8080808080808080L;
    private static final long DOTS = 0x2e2e2e2e2e2e2e2eL;
    private static final int ENDINGS_WORDS = 65_536 / 64;
    private static final int QUAD_BYTES_MAX = 15;

    /** {@code KEEP[16 + n]} keeps the last n bytes of a word, none below 1, all from 8. */
    private static final long[] KEEP = new long[16 + 65];

    static {
        for (int n = 1; n <= 64; n++) {
            KEEP[16 + n] = n >= 8 ? -1 : -1L << (64 - 8 * n);
        }
    }

    private final byte[] b;
    private final Planes planes;
    private final TokenEnds tokens;

    /** Ends of tokens whose last label some listed host has. */
    private final int[] hosts;

    private int hostsSize;

    /** Ends of tokens that end in a digit or hyphen, and may be addresses. */
    private final int[] numbers;

    private int numbersSize;

    /** Ends, in the buffer, of tokens to be read as hosts. */
    final int[] left;

    int leftSize;

    /** Ends, in the buffer, of what may be a listed file name. */
    final int[] files;

    int filesSize;

    Sieve(byte[] bytes, Planes planes, TokenEnds tokens) {
        this.b = bytes;
        this.planes = planes;
        this.tokens = tokens;
        int most = tokens.places.length;
        this.hosts = new int[most];
        this.numbers = new int[most];
        this.left = new int[3 * most];
        this.files = new int[most];
    }

    /** Sieves the tokens of a stretch that begins at {@code from} in the buffer. */
    void sift(int from, IndexView view, boolean anyHigh) {
        leftSize = 0;
        filesSize = 0;
        byLastLabel(from, view.endings());
        if (view.hasFileNames()) {
            byFileEnding(from, view.endings());
        }
        if (anyHigh) {
            otherScripts(from);
        }
        byLastTwoLabels(from, view.suffixFilter());
        byNetwork(from, view.netFilter());
    }

    private void byLastLabel(int from, long[] endings) {
        int[] places = tokens.places;
        int host = 0;
        int number = 0;
        int size = tokens.size;
        for (int i = 0; i < size; i++) {
            int place = places[i];
            long last = (long) LONG.get(b, from + place - 8);
            int slot = ending(last);
            hosts[host] = place;
            host += (int) (endings[slot >>> 6] >>> slot) & 1;
            int c = (int) (last >>> 56);
            int digit = 1 - ((c - '0' | '9' - c) >>> 31);
            int hyphen = (c ^ '-') - 1 >>> 31 & 1;
            numbers[number] = place;
            number += digit | hyphen;
        }
        hostsSize = host;
        numbersSize = number;
    }

    /** The slot of the last label, given the last 8 bytes of a token. */
    private static int ending(long last) {
        long other = last ^ DOTS;
        long dots = ~((other & LOW) + LOW | other) & HIGH;
        // The last dot's bit; without one, all but the first byte count.
        int shift = Math.max(64 - Long.numberOfLeadingZeros(dots), 8);
        return KeyHash.ending(KeyHash.fold(last) >>> shift << shift);
    }

    /** Bytes of the token that ends here, at most 64. */
    private int tokenBytes(int place) {
        return Long.numberOfLeadingZeros(~Planes.window(tokens.token, place - 1));
    }

    /** The joining dots among the last bytes of the token, the last byte highest. */
    private long joints(int place, int bytes) {
        return Planes.window(tokens.joint, place - 1) & -1L << (64 - bytes);
    }

    private void byFileEnding(int from, long[] endings) {
        for (int i = 0; i < tokens.size; i++) {
            int end = from + tokens.places[i];
            int slot = ending((long) LONG.get(b, end - 8));
            files[filesSize] = end;
            filesSize += (int) (endings[ENDINGS_WORDS + (slot >>> 6)] >>> slot) & 1;
        }
    }

    /** Tokens with bytes beyond ASCII do not show their suffix before they are folded. */
    private void otherScripts(int from) {
        for (int i = 0; i < tokens.size; i++) {
            int end = from + tokens.places[i];
            int bytes = tokenBytes(tokens.places[i]);
            boolean high = bytes == 64;
            for (int at = end - bytes; at < end && !high; at++) {
                high = b[at] < 0;
            }
            if (high) {
                left[leftSize++] = end;
            }
        }
    }

    private void byLastTwoLabels(int from, long[] filter) {
        int size = leftSize;
        for (int i = 0; i < hostsSize; i++) {
            int place = hosts[i];
            int end = from + place;
            int bytes = tokenBytes(place);
            long joints = joints(place, bytes);
            joints &= ~(Long.highestOneBit(joints));
            int suffix = Math.min(bytes, Long.numberOfLeadingZeros(joints));
            if (suffix == bytes && b[end - bytes - 1] == '%') {
                suffix = withoutEscape(end, bytes);
            }
            long hash = KeyHash.suffix(
                    KeyHash.fold((long) LONG.get(b, end - 8)) & KEEP[16 + suffix],
                    KeyHash.fold((long) LONG.get(b, end - 16)) & KEEP[8 + suffix],
                    KeyHash.fold((long) LONG.get(b, end - 24)) & KEEP[suffix]);
            long bits = KeyFilter.bits(hash);
            int listed = (filter[KeyFilter.word(hash, filter.length)] & bits) == bits ? 1 : 0;
            left[size] = end;
            size += listed;
        }
        leftSize = size;
    }

    private int withoutEscape(int end, int bytes) {
        boolean escape = bytes > 2 && Written.isHex(b[end - bytes]) && Written.isHex(b[end - bytes + 1]);
        return escape ? bytes - 2 : bytes;
    }

    private void byNetwork(int from, long[] filter) {
        int shift = NetFilter.shift(filter.length);
        int size = leftSize;
        int count = 0;
        // First the tokens of three dots, so that the parsing below is nearly always worth it.
        for (int i = 0; i < numbersSize; i++) {
            int place = numbers[i];
            int bytes = tokenBytes(place);
            numbers[count] = place;
            count += 2 - Long.bitCount(joints(place, bytes)) >>> 31 | bytes >>> 6;
        }
        for (int i = 0; i < count; i++) {
            int place = numbers[i];
            int end = from + place;
            int bytes = tokenBytes(place);
            long joints = joints(place, bytes);
            long address = bytes <= QUAD_BYTES_MAX && Long.bitCount(joints) == 3 ? quad(end, bytes, joints) : -1;
            int bit = NetFilter.bit((int) address, shift);
            int listed = (int) (filter[bit >>> 6] >>> bit) & 1;
            left[size] = end;
            size += address >= 0 ? listed : isMixed(end, bytes) ? 1 : 0;
        }
        leftSize = size;
    }

    /** The address in dotted decimal of so many bytes with these three dots, or less than 0. */
    private long quad(int end, int bytes, long joints) {
        int third = Long.numberOfLeadingZeros(joints);
        long rest = joints & ~Long.highestOneBit(joints);
        int second = Long.numberOfLeadingZeros(rest);
        int first = 63 - Long.numberOfTrailingZeros(rest);
        int one = octet(end - first - 1, bytes - first - 1);
        int two = octet(end - second - 1, first - second - 1);
        int three = octet(end - third - 1, second - third - 1);
        int four = octet(end, third);
        long address = (long) one << 24 | two << 16 | three << 8 | four;
        return (one | two | three | four) < 0 ? -1 : address;
    }

    /** The value of the decimal octet of {@code digits} bytes before {@code end}, or less than 0. */
    private int octet(int end, int digits) {
        int four = (int) INT.get(b, end - 4) ^ 0x30303030;
        int used = four >>> 32 - 8 * digits;
        // As bytes: hundreds lowest, then tens, then ones, zero where there is none.
        int kept = used << 24 - 8 * digits;
        int value = (kept & 255) * 100 + (kept >>> 8 & 255) * 10 + (kept >>> 16 & 255);
        int notDigits = (kept + 0x767676 | kept) & 0x808080;
        int zeroLed = (used & 255) - 1 & 1 - digits;
        return value | (zeroLed | 255 - value | 3 - digits | -notDigits) >> 31;
    }

    /** Whether the token may hold an address between hyphens or after a percent escape. */
    private boolean isMixed(int end, int bytes) {
        boolean mixed = bytes == 64 || b[end - bytes - 1] == '%';
        for (int at = end - bytes; at < end && !mixed; at++) {
            mixed = b[at] == '-';
        }
        return mixed;
    }
}
