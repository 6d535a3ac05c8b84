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

    private static final int OCTET_BYTES_MAX = 3;

    /** Three octets of an address, each with its dot. */
    private static final int OCTETS_BYTES_MAX = 12;

    /** {@code KEEP[16 + n]} keeps the last n bytes of a word, none below 1, all from 8. */
    private static final long[] KEEP = new long[16 + 65];

    static {
        for (int n = 1; n <= 64; n++) {
            KEEP[16 + n] = n >= 8 ? -1 : -1L << (64 - 8 * n);
        }
    }

    private final byte[] b;
    private final Planes planes;
    private final Candidates tokens;

    /** Ends of tokens whose last label some listed host has. */
    private final int[] hosts;

    private int hostsSize;

    /** Ends of tokens whose last two labels are busy, and then of names among them. */
    private final int[] busy;

    /** Third dots of addresses that are to be looked at again. */
    private final int[] quads;

    private int quadsSize;

    /** Hashes to ask the filter of suffixes for, and the ends of their tokens in the buffer. */
    private final long[] asked;

    private final int[] askedEnds;
    private int askedSize;

    /** The same for the filter of networks: hashes of first octets, and third dots. */
    private final long[] netsAsked;

    private final int[] netsDots;
    private int netsSize;

    /** Ends, in the buffer, of tokens to be read as hosts. */
    final int[] left;

    int leftSize;

    /** Ends, in the buffer, of what may be a listed file name. */
    final int[] files;

    int filesSize;

    Sieve(byte[] bytes, Planes planes, Candidates tokens) {
        this.b = bytes;
        this.planes = planes;
        this.tokens = tokens;
        int names = tokens.names.length;
        int thirds = tokens.thirds.length;
        this.hosts = new int[names];
        this.busy = new int[names];
        this.quads = new int[thirds];
        this.asked = new long[names];
        this.askedEnds = new int[names];
        this.netsAsked = new long[thirds];
        this.netsDots = new int[thirds];
        this.left = new int[2 * names + 3 * thirds];
        this.files = new int[names];
    }

    /** Sieves the tokens of a stretch that begins at {@code from} in the buffer. */
    void sift(int from, IndexView view, boolean anyHigh) {
        leftSize = 0;
        byLastLabel(from, view.endings());
        if (anyHigh) {
            otherScripts(from);
        }
        names(from, view.busy());
        ask(view.tokenFilter());
        quads(from, view);
    }

    /** Drops what ends up to {@code after} or beyond {@code last}, places of the buffer. */
    void keep(int after, int last) {
        leftSize = keep(left, leftSize, after, last);
        filesSize = keep(files, filesSize, after, last);
    }

    private static int keep(int[] ends, int size, int after, int last) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (ends[i] > after && ends[i] <= last) {
                ends[kept++] = ends[i];
            }
        }
        return kept;
    }

    private void byLastLabel(int from, long[] endings) {
        int[] places = tokens.names;
        int size = tokens.namesSize;
        int host = 0;
        int file = 0;
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
        return Long.numberOfLeadingZeros(
                ~(Planes.window(planes.label, place - 1) | Planes.window(tokens.joint, place - 1)));
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
        int ask = 0;
        int deep = 0;
        for (int i = 0; i < hostsSize; i++) {
            int place = hosts[i];
            int end = from + place;
            // The bytes between labels: the last is a joining dot.
            long between = ~Planes.window(planes.label, place - 1);
            long hash = hash(end, suffix(end, between & ~Long.highestOneBit(between)));
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
            long between = ~Planes.window(planes.label, place - 1);
            between &= ~Long.highestOneBit(between);
            // There is a third label if the second begins with a joining dot, too.
            between &= ~(Long.highestOneBit(between) & Planes.window(tokens.joint, place - 1));
            asked[ask] = hash(end, suffix(end, between));
            askedEnds[ask] = end;
            ask++;
        }
        askedSize = ask;
    }

    /** The bytes after the last one of {@code between}, without a percent escape. */
    private int suffix(int end, long between) {
        int suffix = Long.numberOfLeadingZeros(between);
        return b[end - suffix - 1] == '%' ? withoutEscape(end, suffix) : suffix;
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

    /** A loop so short that many loads are under way at once. */
    private void ask(long[] filter) {
        int size = leftSize;
        int words = filter.length;
        for (int i = 0; i < askedSize; i++) {
            long hash = asked[i];
            long missing = KeyFilter.bits(hash) & ~filter[KeyFilter.word(hash, words)];
            left[size] = askedEnds[i];
            size += missing == 0 ? 1 : 0;
        }
        leftSize = size;
    }

    /** Asks for addresses by their first octets, which few harmless ones share with a listed one, and for the rest in whole. */
    private void quads(int from, IndexView view) {
        long[] filter = view.netFilter();
        quadsSize = 0;
        octets(from);
        askNets(filter);
        for (int i = 0; i < quadsSize; i++) {
            quad(from, quads[i], view);
        }
        if (view.hasWideNets()) {
            quadsSize = 0;
            twoOctets(from);
            askNets(filter);
            for (int i = 0; i < quadsSize; i++) {
                left[leftSize++] = quadEnd(from, quads[i]);
            }
        }
    }

    /** What may be an address: digits and three dots. No filter looks after the third, and whoever is left is read whole. */
    private void octets(int from) {
        int net = 0;
        for (int i = 0; i < tokens.thirdsSize; i++) {
            int dot = tokens.thirds[i];
            int end = from + dot + 1;
            long joints = Planes.window(tokens.joint, dot);
            int bytes = numeralBytes(dot, joints);
            if (b[end - bytes - 1] == '%'
                    || b[end - bytes - 2] == '%'
                    || (b[end - bytes] == '.' && b[end - bytes - 3] == '%')) {
                // An escape takes digits away, or letters and the dot after them, which is rare.
                left[leftSize++] = quadEnd(from, dot);
            }
            netsAsked[net] = octetsHash(end, bytes);
            netsDots[net] = dot;
            int dots = Long.bitCount(joints & -1L << (64 - bytes));
            net += (dots ^ 3) - 1 >>> 31 & bytes - OCTETS_BYTES_MAX - 1 >>> 31;
        }
        netsSize = net;
    }

    /** Digits and joining dots up to this dot, at most 64. */
    private int numeralBytes(int dot, long joints) {
        return Long.numberOfLeadingZeros(~(joints | Planes.window(planes.digit, dot)));
    }

    /** The hash of the {@code bytes} bytes before {@code end}, of which at most 16 count. */
    private long octetsHash(int end, int bytes) {
        return KeyHash.suffix(
                KeyHash.fold((long) LONG.get(b, end - 8)) & KEEP[16 + bytes],
                KeyHash.fold((long) LONG.get(b, end - 16)) & KEEP[8 + bytes],
                0);
    }

    /** The same addresses by two octets. */
    private void twoOctets(int from) {
        for (int i = 0; i < netsSize; i++) {
            int dot = netsDots[i];
            long joints = Planes.window(tokens.joint, dot);
            int bytes = numeralBytes(dot, joints);
            int third = 1 + Long.numberOfLeadingZeros(joints << 1);
            netsAsked[i] = octetsHash(from + dot + 1 - third, bytes - third);
        }
    }

    private void askNets(long[] filter) {
        int size = 0;
        int words = filter.length;
        for (int i = 0; i < netsSize; i++) {
            long hash = netsAsked[i];
            long missing = KeyFilter.bits(hash) & ~filter[KeyFilter.word(hash, words)];
            quads[size] = netsDots[i];
            size += missing == 0 ? 1 : 0;
        }
        quadsSize = size;
    }

    /** Leaves an address over if it or a block around it may be listed. */
    private void quad(int from, int dot, IndexView view) {
        int end = quadEnd(from, dot);
        int last = end - (from + dot + 1);
        int bytes = numeralBytes(dot, Planes.window(tokens.joint, dot));
        long octets = octetsHash(from + dot + 1, bytes);
        // More digits are no octet, and more bytes than there are masks for.
        if (last <= OCTET_BYTES_MAX
                && (view.mayHoldBlock(octets)
                        || KeyFilter.mayHold(view.tokenFilter(), octetsHash(end, bytes + last)))) {
            left[leftSize++] = end;
        }
    }

    /** Where the digits after this dot end. */
    private int quadEnd(int from, int dot) {
        int end = from + dot + 1;
        while (b[end] >= '0' && b[end] <= '9') {
            end++;
        }
        return end;
    }
}
