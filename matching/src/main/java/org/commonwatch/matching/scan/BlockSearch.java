package org.commonwatch.matching.scan;

/**
 * Finds in one stretch of text the few places that may hold something listed, and has them looked at.
 *
 * <p>Idea: bytes become bits (a plane for each class), and what makes a token becomes arithmetic on 64 of them at a time. Most
 * work is the same for every byte and has no branches; what the sieve leaves over, some per cent of tokens, is read byte
 * by byte, and compared with what is stored.
 */
final class BlockSearch {
    private static final long EACH_16 = 0x0001_0001_0001_0001L;
    private static final int DIGEST_BYTES_MIN = 32;
    private static final int DIGEST_BYTES_MAX = 128;

    /** An IPv6 address has a double colon or at least so many. */
    private static final int COLONS_MIN = 6;

    private final Scene scene;
    private final ByteMasks masks;
    private final Planes planes;
    private final TokenEnds tokens;
    private final Sieve sieve;
    private final HostSearch hosts;
    private final AddressSearch addresses;
    private final TokenSearch plain;
    private final UrlSearch urls;
    private int from;
    private int words;
    private int coreFrom;
    private int coreTo;

    BlockSearch(Scene scene, ByteMasks masks, int bytesMax) {
        this.scene = scene;
        this.masks = masks;
        this.planes = new Planes(bytesMax);
        this.tokens = new TokenEnds(planes.label.length);
        this.sieve = new Sieve(scene.bytes, planes, tokens);
        this.urls = new UrlSearch(scene);
        this.addresses = new AddressSearch(scene, urls);
        this.hosts = new HostSearch(scene, urls, addresses);
        this.plain = new TokenSearch(scene);
    }

    /**
     * Looks at the bytes {@code [viewFrom, viewTo)} and finds what is anchored in {@code [anchorsFrom, anchorsTo)}: what ends in a
     * dotted token at its last byte, everything else at its first distinctive one. The bytes up to the next multiple of 64
     * after {@code viewTo} must be of no token.
     */
    void search(int viewFrom, int viewTo, int anchorsFrom, int anchorsTo) {
        from = viewFrom;
        words = viewTo - viewFrom + 63 >>> 6;
        coreFrom = anchorsFrom - viewFrom;
        coreTo = anchorsTo - viewFrom;
        boolean anyHigh = masks.classify(scene.bytes, viewFrom, words, planes);
        planes.end(words);
        urls.forget();
        tokens.find(planes, words);
        if (coreFrom > 0 || anchorsTo < viewTo) {
            tokens.keep(coreFrom, coreTo);
        }
        sieve.sift(viewFrom, scene.view(), anyHigh);
        for (int i = 0; i < sieve.leftSize; i++) {
            hosts.plain(sieve.left[i]);
        }
        for (int i = 0; i < sieve.filesSize; i++) {
            plain.fileName(sieve.files[i]);
        }
        if (!scene.zeek) {
            defanged();
        }
        digests();
        sixes();
        if (scene.view().hasOddUrlHosts() && !scene.zeek) {
            colons();
        }
    }

    /** Line ends in the view before a place of the buffer. */
    int lines(int before) {
        int end = before - from;
        int count = 0;
        for (int i = 0; i < end >>> 6; i++) {
            count += Long.bitCount(planes.newline[i + 1]);
        }
        return count + Long.bitCount(planes.newline[(end >>> 6) + 1] & (1L << (end & 63)) - 1);
    }

    private boolean isCore(int place) {
        return place >= coreFrom && place < coreTo;
    }

    /**
     * A defanged dot is a dot that joins nothing, after a bracket or backslash, or a word of three letters between brackets. Few
     * texts have many of either.
     */
    private void defanged() {
        for (int i = 1; i <= words; i++) {
            for (long rest = planes.dot[i] & ~tokens.joint[i]; rest != 0; rest &= rest - 1) {
                defanged((i - 1 << 6) + Long.numberOfTrailingZeros(rest) - 1);
            }
            long label = planes.label[i];
            long next = planes.label[i + 1];
            long three = (label >>> 1 | next << 63) & (label >>> 2 | next << 62) & (label >>> 3 | next << 61);
            long closed = planes.bracket[i] >>> 4 | planes.bracket[i + 1] << 60;
            for (long rest = planes.bracket[i] & closed & three; rest != 0; rest &= rest - 1) {
                defanged((i - 1 << 6) + Long.numberOfTrailingZeros(rest));
            }
        }
    }

    private void defanged(int place) {
        if (isCore(place) && Written.defangedDotAt(scene.bytes, from + place) > 0) {
            hosts.defanged(from + place);
        }
    }

    /** Runs of letters and digits as long as a digest: each holds 16 of them that start at a multiple of 16. */
    private void digests() {
        long[] plane = planes.alphanumeric;
        for (int i = 1; i <= words; i++) {
            long run = plane[i];
            run &= run >>> 1;
            run &= run >>> 2;
            run &= run >>> 4;
            run &= run >>> 8;
            for (long rest = run & EACH_16; rest != 0; rest &= rest - 1) {
                digest((i - 1 << 6) + Long.numberOfTrailingZeros(rest));
            }
        }
    }

    private void digest(int sixteen) {
        int before = sixteen == 0 ? 0 : Long.numberOfLeadingZeros(~Planes.window(planes.alphanumeric, sixteen - 1));
        int start = sixteen - before;
        if (before >= 16 || !isCore(start)) {
            return;
        }
        int end = sixteen + 16;
        while (end < words << 6
                && (planes.alphanumeric[(end >>> 6) + 1] >>> end & 1) != 0
                && end - start <= DIGEST_BYTES_MAX) {
            end++;
        }
        if (end - start >= DIGEST_BYTES_MIN) {
            plain.digest(from + start, from + end);
        }
    }

    private void sixes() {
        for (int i = 1; i <= words; i++) {
            if (planes.colon[i] != 0 && mayBeSix(i)) {
                for (long rest = planes.colon[i]; rest != 0; rest &= rest - 1) {
                    int place = (i - 1 << 6) + Long.numberOfTrailingZeros(rest);
                    if (isCore(place)) {
                        addresses.six(from + place);
                    }
                }
            }
        }
    }

    /** Whether the first colon of an IPv6 address may be among these 64 bytes: it has a double colon soon, or six between digits. */
    private boolean mayBeSix(int i) {
        long[] colon = planes.colon;
        long pairs = colon[i] & colon[i] << 1 | colon[i + 1] & (colon[i + 1] << 1 | colon[i] >>> 63);
        int inner = Long.bitCount(inner(i)) + (i < words ? Long.bitCount(inner(i + 1)) : 0);
        return pairs != 0 || inner >= COLONS_MIN;
    }

    /** Colons between letters or digits. */
    private long inner(int i) {
        long[] a = planes.alphanumeric;
        return planes.colon[i] & (a[i] << 1 | a[i - 1] >>> 63) & (a[i] >>> 1 | a[i + 1] << 63);
    }

    private void colons() {
        for (int i = 1; i <= words; i++) {
            for (long rest = planes.colon[i]; rest != 0; rest &= rest - 1) {
                int place = (i - 1 << 6) + Long.numberOfTrailingZeros(rest);
                if (isCore(place)) {
                    urls.atColon(from + place);
                }
            }
        }
    }
}
