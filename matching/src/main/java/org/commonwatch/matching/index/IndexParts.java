package org.commonwatch.matching.index;

import org.commonwatch.matching.MatchKind;

/** What an index keeps beside records and table: filters, and what a scanner must know before it looks at a stream. */
final class IndexParts implements Marks {
    private final Longs own = new Longs();
    private final Longs deepTwo = new Longs();
    private final Longs deepThree = new Longs();
    private final Longs tokens = new Longs();
    private final Longs keys = new Longs();
    private final Longs bare = new Longs();
    private final Longs literals = new Longs();
    private final Longs nets = new Longs();
    private final long[] endings = new long[2 * IndexFormat.ENDINGS_BITS / 64];
    private final long[] prefixesSix = new long[3];
    private long prefixesFour;
    private int urlBytesMax;
    private int flags;
    private long reference;

    /** Notes what finding the record at this reference needs. */
    void note(MatchKind kind, byte[] key, KeyForm form, int at) {
        reference = at & 0xffff_ffffL;
        note(kind, key, form);
    }

    @Override
    public void name(long two, long three) {
        if (three == 0) {
            own.add(two);
        } else {
            deepTwo.add(two);
            deepThree.add(three);
        }
    }

    @Override
    public void token(long hash) {
        tokens.add(hash);
    }

    @Override
    public void key(long hash) {
        keys.add(hash);
    }

    @Override
    public void ending(int bit) {
        endings[bit >>> 6] |= 1L << bit;
    }

    @Override
    public void net(long hash) {
        nets.add(hash);
    }

    @Override
    public void prefix(boolean six, int bits) {
        if (six) {
            prefixesSix[bits >>> 6] |= 1L << bits;
        } else {
            prefixesFour |= 1L << bits;
        }
    }

    @Override
    public void numericEnding() {
        flags |= IndexFormat.FLAG_NUMERIC_ENDINGS;
    }

    @Override
    public void oddUrlHost() {
        flags |= IndexFormat.FLAG_ODD_URL_HOSTS;
    }

    @Override
    public void url(byte[] key, byte[] bareKey) {
        urlBytesMax = Math.max(urlBytesMax, key.length);
        bare.add(KeyHash.of(KeyForm.URL_BARE, bareKey, 0, bareKey.length));
        bare.add(reference);
    }

    @Override
    public void literal() {
        literals.add(reference);
    }

    int aliases() {
        return bare.size() / 2;
    }

    /** Puts a second way to each URL record into the table: by its key without scheme. */
    void placeAliases(long[] table) {
        for (int i = 0; i < bare.size(); i += 2) {
            long hash = bare.get(i);
            int slot = (int) IndexFormat.slot(hash, table.length);
            while (table[slot] != 0) {
                slot = slot + 1 == table.length ? 0 : slot + 1;
            }
            table[slot] = hash << 32 | bare.get(i + 1);
        }
    }

    /** Adds what is searched by whole keys to the key filter. */
    void addKeys(Longs hashes) {
        for (int i = 0; i < hashes.size(); i++) {
            keys.add(hashes.get(i));
        }
        for (int i = 0; i < bare.size(); i += 2) {
            keys.add(bare.get(i));
        }
    }

    long[] keyFilter() {
        return filter(keys);
    }

    long[] busySuffixes() {
        own.distinct();
        return BusySuffixes.of(own.toArray(), deepTwo.toArray());
    }

    /** Names by two labels, or by three where two are busy, and addresses and digests. */
    long[] tokenFilter(long[] busy) {
        for (int i = 0; i < own.size(); i++) {
            tokens.add(own.get(i));
        }
        for (int i = 0; i < deepTwo.size(); i++) {
            long two = deepTwo.get(i);
            tokens.add(busy[BusySuffixes.slot(two)] == two ? deepThree.get(i) : two);
        }
        return filter(tokens);
    }

    private static long[] filter(Longs hashes) {
        hashes.distinct();
        long[] filter = KeyFilter.sized(hashes.size());
        for (int i = 0; i < hashes.size(); i++) {
            KeyFilter.add(filter, hashes.get(i));
        }
        return filter;
    }

    long[] netFilter() {
        return filter(nets);
    }

    /** Which last labels of hosts there are, then which endings of file names. */
    long[] endings() {
        return endings;
    }

    /** References of what only a search for its bytes finds. */
    long[] literals() {
        return literals.toArray();
    }

    long prefixesFour() {
        return prefixesFour;
    }

    long[] prefixesSix() {
        return prefixesSix;
    }

    int urlBytesMax() {
        return urlBytesMax;
    }

    int flags() {
        return flags;
    }
}
