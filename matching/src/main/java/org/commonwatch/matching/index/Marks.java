package org.commonwatch.matching.index;

import org.commonwatch.matching.MatchKind;

/** What must be marked so that a scanner comes to look for a key: in a file being built, or in front of one. */
interface Marks {
    /** A hash by {@link KeyHash#suffix}. */
    void suffix(long hash);

    /** A hash by {@link KeyHash#of} of something that is asked for on the way to a key. */
    void key(long hash);

    /** A bit of the endings. */
    void ending(int bit);

    /** IPv4 addresses with the first {@code prefix} bits of {@code address}. */
    void net(int address, int prefix);

    void prefix(boolean six, int bits);

    void oddUrlHost();

    /** A URL with this key, and its key without scheme in lower case. */
    void url(byte[] key, byte[] bare);

    /** Something that only a search for its bytes finds. */
    void literal();

    /** Marks a record's key. The form has just made the key. */
    default void note(MatchKind kind, byte[] key, KeyForm form) {
        switch (kind) {
            case IPV4 -> net(four(key, 0), 32);
            case CIDR -> network(key);
            case DOMAIN -> host(key, 0, MatchKind.DOMAIN.code());
            case URL -> urlKey(key, form.urlHost());
            case EMAIL -> host(key, lastIndexOf(key, '@') + 1, KeyForm.MAIL_HOST);
            case FILENAME -> fileName(key);
            case LITERAL -> literal();
            case IPV6, MD5, SHA1, SHA256, SHA512 -> {}
        }
    }

    private void network(byte[] key) {
        int prefix = key[1] & 255;
        prefix(key[0] == 6, prefix);
        if (key[0] == 4) {
            net(four(key, 2), prefix);
        }
    }

    private static int four(byte[] key, int from) {
        return (key[from] & 255) << 24
                | (key[from + 1] & 255) << 16
                | (key[from + 2] & 255) << 8
                | (key[from + 3] & 255);
    }

    private void urlKey(byte[] key, byte[] host) {
        byte[] lower = KeyForm.lower(key);
        int colon = 0;
        while (key[colon] != ':') {
            colon++;
        }
        byte[] bare = new byte[key.length - colon - 3];
        System.arraycopy(lower, colon + 3, bare, 0, bare.length);
        url(key, bare);
        long four = Quad.parse(host, 0, host.length);
        boolean odd = host[0] == '[' || lastIndexOf(host, '.') < 0;
        if (four >= 0 || odd) {
            key(KeyHash.of(KeyForm.URL_HOST, host, 0, host.length));
        } else {
            host(host, 0, KeyForm.URL_HOST);
        }
        if (four >= 0) {
            net((int) four, 32);
        } else if (odd) {
            oddUrlHost();
        }
    }

    /** A name of two labels or more: its last label, its last two, and every suffix between those and the name itself. */
    private void host(byte[] key, int from, int code) {
        int to = key.length;
        int labels = 0;
        for (int i = to - 1; i >= from - 1; i--) {
            if (i < from || key[i] == '.') {
                labels++;
                if (labels == 1) {
                    ending(KeyHash.ending(key, i + 1, to));
                } else {
                    key(KeyHash.of(MatchKind.DOMAIN.code(), key, i + 1, to));
                }
                if (labels == 2) {
                    suffix(KeyHash.suffix(key, i + 1, to));
                }
            }
        }
        if (code != MatchKind.DOMAIN.code()) {
            key(KeyHash.of(code, key, from, to));
        }
    }

    private void fileName(byte[] key) {
        if (FileNameBytes.endsLikeHost(key)) {
            ending(IndexFormat.ENDINGS_BITS + KeyHash.ending(key, lastIndexOf(key, '.') + 1, key.length));
        } else {
            literal();
        }
    }

    private static int lastIndexOf(byte[] bytes, char c) {
        int at = bytes.length - 1;
        while (at >= 0 && bytes[at] != c) {
            at--;
        }
        return at;
    }
}
