package org.commonwatch.matching.index;

import java.util.Arrays;

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
        boolean fileNames,
        Literals literals) {

    static Shape of(BaseIndex base) {
        long[] endings = base.longs(IndexFormat.Section.ENDINGS);
        return new Shape(
                base.prefixesFour(),
                new long[] {base.prefixesSix(0), base.prefixesSix(1), base.prefixesSix(2)},
                (base.flags() & IndexFormat.FLAG_ODD_URL_HOSTS) != 0,
                base.urlBytesMax(),
                Arrays.stream(endings, endings.length / 2, endings.length).anyMatch(word -> word != 0),
                Literals.of(base));
    }

    Shape withPrefix(boolean six, int bits) {
        if (!six) {
            return new Shape(prefixesFour | 1L << bits, prefixesSix, oddUrlHosts, urlBytesMax, fileNames, literals);
        }
        long[] more = prefixesSix.clone();
        more[bits >>> 6] |= 1L << bits;
        return new Shape(prefixesFour, more, oddUrlHosts, urlBytesMax, fileNames, literals);
    }

    Shape withOddUrlHosts() {
        return new Shape(prefixesFour, prefixesSix, true, urlBytesMax, fileNames, literals);
    }

    Shape withUrl(int keyBytes) {
        return new Shape(prefixesFour, prefixesSix, oddUrlHosts, Math.max(urlBytesMax, keyBytes), fileNames, literals);
    }

    Shape withFileNames() {
        return new Shape(prefixesFour, prefixesSix, oddUrlHosts, urlBytesMax, true, literals);
    }

    Shape with(Literals others) {
        return new Shape(prefixesFour, prefixesSix, oddUrlHosts, urlBytesMax, fileNames, others);
    }
}
