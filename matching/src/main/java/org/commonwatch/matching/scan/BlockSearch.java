package org.commonwatch.matching.scan;

/**
 * Finds in one stretch of text the few places that may hold something listed, and has them looked at.
 *
 * <p>Idea: bytes become bits (a plane for each class), and what makes a token becomes arithmetic on 64 of them at a time. Most
 * work is the same for every byte and has no branches; what the sieve leaves over, some per cent of tokens, is read byte
 * by byte, and compared with what is stored.
 */
final class BlockSearch {

    private final Scene scene;
    private final ByteMasks masks;
    private final Planes planes;
    private final Candidates candidates;
    private final Sieve sieve;
    private final HostSearch hosts;
    private final AddressSearch addresses;
    private final FileNameSearch fileNames;
    private final DigestSearch digests;
    private final UrlSearch urls;
    private int from;
    private int words;
    private int coreFrom;
    private int coreTo;

    BlockSearch(Scene scene, ByteMasks masks, int bytesMax) {
        this.scene = scene;
        this.masks = masks;
        this.planes = new Planes(bytesMax);
        this.candidates = new Candidates(planes.label.length);
        this.sieve = new Sieve(scene.bytes, planes, candidates);
        this.urls = new UrlSearch(scene);
        this.addresses = new AddressSearch(scene, urls);
        this.hosts = new HostSearch(scene, urls, addresses);
        this.fileNames = new FileNameSearch(scene);
        this.digests = new DigestSearch(scene, bytesMax);
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
        candidates.find(planes, words, scene.view().hasNumericEndings());
        sieve.sift(viewFrom, scene.view(), anyHigh);
        if (coreFrom > 0 || anchorsTo < viewTo) {
            sieve.keep(anchorsFrom, anchorsTo);
        }
        for (int i = 0; i < sieve.leftSize; i++) {
            hosts.plain(sieve.left[i]);
        }
        for (int i = 0; i < sieve.filesSize; i++) {
            fileNames.find(sieve.files[i]);
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

    /** Line ends from one place of the buffer to another, both in the view. */
    int lines(int after, int before) {
        int start = after - from;
        int end = before - from;
        int first = (start >>> 6) + 1;
        int last = (end >>> 6) + 1;
        int count = -Long.bitCount(planes.newline[first] & (1L << start) - 1);
        for (int i = first; i < last; i++) {
            count += Long.bitCount(planes.newline[i]);
        }
        return count + Long.bitCount(planes.newline[last] & (1L << end) - 1);
    }

    private boolean isCore(int place) {
        return place >= coreFrom && place < coreTo;
    }

    private void defanged() {
        for (int i = 0; i < candidates.looseSize; i++) {
            defanged(candidates.loose[i]);
        }
    }

    private void defanged(int place) {
        if (isCore(place) && Written.defangedDotAt(scene.bytes, from + place) > 0) {
            hosts.defanged(from + place);
        }
    }

    /** Every run of letters and digits as long as a digest holds 16 of them that start at a multiple of 16. */
    private void digests() {
        for (int i = 0; i < candidates.sixteensSize; i++) {
            digest(candidates.sixteens[i]);
        }
        digests.ask();
    }

    private void digest(int sixteen) {
        int before = sixteen == 0 ? 0 : Long.numberOfLeadingZeros(~Planes.window(planes.alphanumeric, sixteen - 1));
        int start = sixteen - before;
        if (before >= 16 || !isCore(start)) {
            return;
        }
        int bytes = before + 16 + ones(sixteen + 16);
        if (bytes >= DigestSearch.TEXT_BYTES_MIN && bytes <= DigestSearch.TEXT_BYTES_MAX) {
            digests.run(from + start, from + start + bytes);
        }
    }

    /** How many letters and digits follow one another from here, some more than a digest has at most. */
    private int ones(int place) {
        int count = 0;
        while (count <= DigestSearch.TEXT_BYTES_MAX) {
            int word = (place + count >>> 6) + 1;
            if (word > words) {
                break;
            }
            int more = Long.numberOfTrailingZeros(~(planes.alphanumeric[word] >>> (place + count)));
            int room = 64 - (place + count & 63);
            count += Math.min(more, room);
            if (more < room) {
                break;
            }
        }
        return count;
    }

    private void sixes() {
        for (int k = 0; k < candidates.colonWordsSize; k++) {
            int i = candidates.colonWords[k];
            for (long rest = planes.colon[i]; rest != 0; rest &= rest - 1) {
                int place = (i - 1 << 6) + Long.numberOfTrailingZeros(rest);
                if (isCore(place)) {
                    addresses.six(from + place);
                }
            }
        }
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
