package org.commonwatch.matching.index;

import java.util.List;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;

/**
 * What is listed at one moment, as a scanner needs it. The filters of a live index are shared by its views and only ever gain
 * bits, so that an older view says "perhaps" to something newer at worst; what is found is then looked up.
 */
public final class IndexView {
    private static final long WIDE = (2L << Marks.NET_TWO_OCTETS_BITS_MAX) - 1;

    private final BaseIndex base;
    private final Delta delta;
    private final long[] tokenFilter;
    private final long[] netFilter;
    private final long[] endings;
    private final long[] busy;
    private final Shape shape;

    IndexView(
            BaseIndex base,
            Delta delta,
            long[] tokenFilter,
            long[] netFilter,
            long[] endings,
            long[] busy,
            Shape shape) {
        this.base = base;
        this.delta = delta;
        this.tokenFilter = tokenFilter;
        this.netFilter = netFilter;
        this.endings = endings;
        this.busy = busy;
        this.shape = shape;
    }

    /**
     * For {@link KeyFilter}: hashes by {@link KeyHash#suffix} of the last two labels of listed names, or three where two are
     * {@link #busy}, and of listed IPv4 addresses as text; hashes by {@link KeyHash#of} of digests. Not to be changed.
     */
    public long[] tokenFilter() {
        return tokenFilter;
    }

    /**
     * For {@link KeyFilter}: hashes by {@link KeyHash#suffix} of the first three octets, each with its dot, of listed addresses and of
     * those in listed blocks, these as {@link KeyHash#block} as well; of two octets for wide blocks. Not to be changed.
     */
    public long[] netFilter() {
        return netFilter;
    }

    /** Bits by {@link KeyHash#ending}: 65,536 for last labels of hosts, then 65,536 for endings of file names. */
    public long[] endings() {
        return endings;
    }

    /** See {@link BusySuffixes}. */
    public long[] busy() {
        return busy;
    }

    /** Whether some file name ends in a dot and digits. */
    public boolean hasNumericEndings() {
        return shape.numericEndings();
    }

    /** Whether some URL has a host of one label or an IPv6 literal. */
    public boolean hasOddUrlHosts() {
        return shape.oddUrlHosts();
    }

    /** The longest key of a URL, in bytes; 0 without URLs. */
    public int urlBytesMax() {
        return shape.urlBytesMax();
    }

    /** What only a search for its bytes finds. The same object as long as nothing of it changed. */
    public Literals literals() {
        return shape.literals();
    }

    /** Whether blocks are to be looked for by two octets. */
    public boolean hasWideNets() {
        return (shape.prefixesFour() & WIDE) != 0;
    }

    /** Whether addresses with these three octets, by their {@link KeyHash#suffix}, may be in a listed block. */
    public boolean mayHoldBlock(long octets) {
        return hasWideNets() || KeyFilter.mayHold(netFilter, KeyHash.block(octets));
    }

    /** Whether an IPv4 block with a prefix of so many bits is listed. */
    public boolean hasPrefixFour(int bits) {
        return (shape.prefixesFour() >>> bits & 1) != 0;
    }

    /** Whether an IPv6 block with a prefix of so many bits is listed. */
    public boolean hasPrefixSix(int bits) {
        return (shape.prefixesSix()[bits >>> 6] >>> bits & 1) != 0;
    }

    /** Whether {@link #find} may find something. */
    public boolean mayHold(long hash) {
        return base.mayHold(hash) || delta.mayHold(hash);
    }

    /** Appends every indicator of the kind with this key, by id. The hash is {@link KeyHash#of} kind and key. */
    public void find(MatchKind kind, long hash, byte[] key, int from, int to, List<Indicator> into) {
        find(kind.code(), hash, key, from, to, into);
    }

    /** Appends every URL indicator whose key, without scheme and in lower case, is this. */
    public void findBareUrl(byte[] key, int from, int to, List<Indicator> into) {
        find(KeyForm.URL_BARE, KeyHash.of(KeyForm.URL_BARE, key, from, to), key, from, to, into);
    }

    /** Whether some URL may have this host. */
    public boolean mayHoldUrlHost(byte[] host, int from, int to) {
        return mayHold(KeyHash.of(KeyForm.URL_HOST, host, from, to));
    }

    /** Whether some e-mail address may have this host. */
    public boolean mayHoldMailHost(byte[] host, int from, int to) {
        return mayHold(KeyHash.of(KeyForm.MAIL_HOST, host, from, to));
    }

    void find(int code, long hash, byte[] key, int from, int to, List<Indicator> into) {
        int before = into.size();
        base.find(code, hash, key, from, to, into);
        delta.amend(code, hash, key, from, to, into, before);
    }

    IndexView with(Delta changed, Shape changedShape) {
        return new IndexView(base, changed, tokenFilter, netFilter, endings, busy, changedShape);
    }

    BaseIndex base() {
        return base;
    }

    Shape shape() {
        return shape;
    }
}
