package org.commonwatch.matching.scan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.commonwatch.matching.index.BusySuffixes;
import org.commonwatch.matching.index.IndexView;
import org.commonwatch.matching.index.KeyFilter;
import org.commonwatch.matching.index.KeyHash;

/**
 * Leaves over, of all dotted tokens, the few that may be listed. Written without branches on what the text holds, since a
 * mispredicted one costs as much as looking at a whole token: every test is a number, 0 or 1, by which a list grows.
 */
final class Sieve {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
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
    private final Candidates tokens;

    /** Ends of tokens whose last label some listed host has. */
    private final int[] hosts;

    private int hostsSize;

    /** Ends of tokens whose last two labels are busy, and then of names among them. */
    private final int[] busy;

    /** Ends of tokens that may be one address. */
    private final int[] quads;

    private int quadsSize;

    /** For each of the quads, its bytes and its joining dots, as {@link #joints} gives them. */
    private final int[] quadBytes;

    private final long[] quadJoints;

    /** Hashes to ask the filter of suffixes for, and the ends of their tokens in the buffer. */
    private final long[] asked;

    private final int[] askedEnds;
    private int askedSize;

    /** The same for the filter of networks. */
    private final long[] netsAsked;

    private final int[] netsEnds;
    private int netsSize;

    /** Ends, in the buffer, of tokens to be read as hosts. */
    final int[] left;

    int leftSize;

    /** Ends, in the buffer, of what may be a listed file name. */
    final int[] files;

    int filesSize;

    Sieve(byte[] bytes, Candidates tokens) {
        this.b = bytes;
        this.tokens = tokens;
        int most = tokens.names.length;
        this.hosts = new int[2 * most];
        this.busy = new int[2 * most];
        this.quads = new int[most];
        this.quadBytes = new int[most];
        this.quadJoints = new long[most];
        this.asked = new long[3 * most];
        this.askedEnds = new int[3 * most];
        this.netsAsked = new long[2 * most];
        this.netsEnds = new int[2 * most];
        this.left = new int[8 * most];
        this.files = new int[2 * most];
    }

    /** Sieves the tokens of a stretch that begins at {@code from} in the buffer. */
    void sift(int from, IndexView view, boolean anyHigh) {
        leftSize = 0;
        askedSize = 0;
        netsSize = 0;
        filesSize = 0;
        hostsSize = 0;
        byLastLabel(from, tokens.names, tokens.namesSize, view.endings());
        if (view.hasNumericEndings()) {
            byLastLabel(from, tokens.numbers, tokens.numbersSize, view.endings());
        }
        if (anyHigh) {
            otherScripts(from);
        }
        names(from, view.busy());
        quads(from);
        if (view.hasNarrowNets()) {
            nets(from, 1);
        }
        if (view.hasWideNets()) {
            nets(from, 2);
        }
        ask(view.tokenFilter(), asked, askedEnds, askedSize);
        ask(view.netFilter(), netsAsked, netsEnds, netsSize);
    }

    private void byLastLabel(int from, int[] places, int size, long[] endings) {
        int host = hostsSize;
        int file = filesSize;
        for (int i = 0; i < size; i++) {
            int place = places[i];
            long last = (long) LONG.get(b, from + place - 8);
            int slot = ending(last);
            hosts[host] = place;
            host += (int) (endings[slot >>> 6] >>> slot) & 1;
            files[file] = from + place;
            file += (int) (endings[ENDINGS_WORDS + (slot >>> 6)] >>> slot) & 1;
        }
        hostsSize = host;
        filesSize = file;
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

    /** Tokens with bytes beyond ASCII do not show their suffix before they are folded. */
    private void otherScripts(int from) {
        for (int i = 0; i < tokens.namesSize; i++) {
            int end = from + tokens.names[i];
            int bytes = tokenBytes(tokens.names[i]);
            boolean high = bytes == 64;
            for (int at = end - bytes; at < end && !high; at++) {
                high = b[at] < 0;
            }
            if (high) {
                left[leftSize++] = end;
            }
        }
    }

    /** Asks for the last two labels of names, or three where two are busy. */
    private void names(int from, long[] busySuffixes) {
        int ask = askedSize;
        int deep = 0;
        for (int i = 0; i < hostsSize; i++) {
            int place = hosts[i];
            int end = from + place;
            int bytes = tokenBytes(place);
            long joints = joints(place, bytes);
            long hash = hash(end, suffix(end, bytes, joints & ~Long.highestOneBit(joints)));
            long other = busySuffixes[BusySuffixes.slot(hash)] ^ hash;
            int isBusy = (int) ((other | -other) >>> 63) ^ 1;
            asked[ask] = hash;
            askedEnds[ask] = end;
            ask += isBusy ^ 1;
            busy[deep] = place;
            deep += isBusy;
        }
        for (int i = 0; i < deep; i++) {
            int place = busy[i];
            int end = from + place;
            int bytes = tokenBytes(place);
            long joints = joints(place, bytes);
            joints &= ~Long.highestOneBit(joints);
            asked[ask] = hash(end, suffix(end, bytes, joints & ~Long.highestOneBit(joints)));
            askedEnds[ask] = end;
            ask++;
        }
        askedSize = ask;
    }

    /** The bytes after the last of {@code joints} in the token, or all of it without a percent escape. */
    private int suffix(int end, int bytes, long joints) {
        int suffix = Math.min(bytes, Long.numberOfLeadingZeros(joints));
        return b[end - bytes - 1] == '%' && suffix == bytes ? withoutEscape(end, bytes) : suffix;
    }

    /** The hash of the {@code bytes} bytes before {@code end}. */
    private long hash(int end, int bytes) {
        return KeyHash.suffix(
                KeyHash.fold((long) LONG.get(b, end - 8)) & KEEP[16 + bytes],
                KeyHash.fold((long) LONG.get(b, end - 16)) & KEEP[8 + bytes],
                KeyHash.fold((long) LONG.get(b, end - 24)) & KEEP[bytes]);
    }

    private int withoutEscape(int end, int bytes) {
        boolean escape = bytes > 2 && Written.isHex(b[end - bytes]) && Written.isHex(b[end - bytes + 1]);
        return escape ? bytes - 2 : bytes;
    }

    /** Asks for what may be an address: digits and three dots up to the end of a number. The filter does not look before them. */
    private void quads(int from) {
        int[] numbers = tokens.numbers;
        int size = tokens.numbersSize;
        int quad = 0;
        for (int i = 0; i < size; i++) {
            int place = numbers[i];
            quads[quad] = place;
            // Three dots among the last bytes that an address may have.
            long joints = Planes.window(tokens.joint, place - 1) >>> 64 - QUAD_BYTES_MAX;
            quad += 2 - Long.bitCount(joints) >>> 31;
        }
        size = quad;
        quad = 0;
        for (int i = 0; i < size; i++) {
            int place = quads[i];
            int end = from + place;
            int bytes = Long.numberOfLeadingZeros(~Planes.window(tokens.numeral, place - 1));
            long joints = joints(place, bytes);
            if (b[end - bytes - 1] == '%' && bytes > 2) {
                // What a percent escape leaves.
                bytes -= 2;
            }
            quads[quad] = place;
            quadBytes[quad] = bytes;
            quadJoints[quad] = joints;
            asked[askedSize + quad] = hash(end, bytes);
            askedEnds[askedSize + quad] = end;
            quad += (Long.bitCount(joints) ^ 3) - 1 >>> 31 & bytes - QUAD_BYTES_MAX - 1 >>> 31;
        }
        quadsSize = quad;
        askedSize += quad;
    }

    /** Asks for the networks of the addresses in {@link #quads}: all octets but the last one or two. */
    private void nets(int from, int without) {
        for (int i = 0; i < quadsSize; i++) {
            int end = from + quads[i];
            long joints = quadJoints[i];
            joints &= without == 1 ? -1 : ~Long.highestOneBit(joints);
            int last = Long.numberOfLeadingZeros(joints);
            netsAsked[netsSize + i] = hash(end - last, quadBytes[i] - last);
            netsEnds[netsSize + i] = end;
        }
        netsSize += quadsSize;
    }

    /** A loop so short that many loads are under way at once. */
    private void ask(long[] filter, long[] hashes, int[] ends, int count) {
        int size = leftSize;
        int words = filter.length;
        for (int i = 0; i < count; i++) {
            long hash = hashes[i];
            long missing = KeyFilter.bits(hash) & ~filter[KeyFilter.word(hash, words)];
            left[size] = ends[i];
            size += missing == 0 ? 1 : 0;
        }
        leftSize = size;
    }
}
