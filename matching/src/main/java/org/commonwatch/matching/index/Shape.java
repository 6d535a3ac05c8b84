package org.commonwatch.matching.index;

/**
 * What decides which work a scanner can leave out.
 *
 * @param prefixesFour lengths of listed IPv4 blocks, as bits
 * @param prefixesSix the same for IPv6, in three words; not to be changed
 * @param urlBytesMax of the longest URL key
 */
record Shape(
        long prefixesFour,
        long[] prefixesSix,
        boolean oddUrlHosts,
        int urlBytesMax,
        boolean numericEndings,
        Literals literals) {

    static Shape of(BaseIndex base) {
        return new Shape(
                base.prefixesFour(),
                new long[] {base.prefixesSix(0), base.prefixesSix(1), base.prefixesSix(2)},
                (base.flags() & IndexFormat.FLAG_ODD_URL_HOSTS) != 0,
                base.urlBytesMax(),
                (base.flags() & IndexFormat.FLAG_NUMERIC_ENDINGS) != 0,
                Literals.of(base));
    }

    Shape withPrefix(boolean six, int bits) {
        if (!six) {
            return new Shape(prefixesFour | 1L << bits, prefixesSix, oddUrlHosts, urlBytesMax, numericEndings, literals);
        }
        long[] more = prefixesSix.clone();
        more[bits >>> 6] |= 1L << bits;
        return new Shape(prefixesFour, more, oddUrlHosts, urlBytesMax, numericEndings, literals);
    }

    Shape withOddUrlHosts() {
        return new Shape(prefixesFour, prefixesSix, true, urlBytesMax, numericEndings, literals);
    }

    Shape withUrl(int keyBytes) {
        return new Shape(prefixesFour, prefixesSix, oddUrlHosts, Math.max(urlBytesMax, keyBytes), numericEndings, literals);
    }

    Shape withNumericEndings() {
        return new Shape(prefixesFour, prefixesSix, oddUrlHosts, urlBytesMax, true, literals);
    }

    Shape with(Literals others) {
        return new Shape(prefixesFour, prefixesSix, oddUrlHosts, urlBytesMax, numericEndings, others);
    }
}
