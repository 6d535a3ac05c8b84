package org.commonwatch.matching.index;

import java.nio.charset.StandardCharsets;
import org.commonwatch.matching.MatchKind;

/** What must be marked so that a scanner comes to look for a key: in a file being built, or in front of one. */
interface Marks {
    /** Blocks with a prefix of so many bits or fewer are marked by two octets. */
    int NET_TWO_OCTETS_BITS_MAX = 15;

    /** The {@link KeyHash#suffix} of a name's last two labels and of its last three; the latter 0 when it has but two. */
    void name(long two, long three);

    /** A hash under which an address or digest is asked for. */
    void token(long hash);

    /** A hash by {@link KeyHash#of} of something that is asked for on the way to a key. */
    void key(long hash);

    /** A bit of the endings. */
    void ending(int bit);

    /** An ending of a file name that is of digits alone, as no last label of a host is. */
    void numericEnding();

    /**
     * A hash by {@link KeyHash#suffix} of the first octets, each with its dot: three of a listed IPv4 address, two or three of those in
     * a listed block; or the {@link KeyHash#block} of three.
     */
    void net(long hash);

    void prefix(boolean six, int bits);

    void oddUrlHost();

    /** A URL with this key, and its key without scheme in lower case. */
    void url(byte[] key, byte[] bare);

    /** Something that only a search for its bytes finds. */
    void literal();

    /** Marks a record's key. The form has just made the key. */
    default void note(MatchKind kind, byte[] key, KeyForm form) {
        switch (kind) {
            case IPV4 -> quad(four(key, 0));
            case CIDR -> network(key);
            case DOMAIN -> host(key, 0, MatchKind.DOMAIN.code());
            case URL -> urlKey(key, form.urlHost());
            case EMAIL -> host(key, lastIndexOf(key, '@') + 1, KeyForm.MAIL_HOST);
            case FILENAME -> fileName(key);
            case LITERAL -> literal();
            case MD5, SHA1, SHA256, SHA512 -> token(KeyHash.of(kind.code(), key, 0, key.length));
            case IPV6 -> {}
        }
    }

    private void network(byte[] key) {
        int prefix = key[1] & 255;
        prefix(key[0] == 6, prefix);
        if (key[0] == 4) {
            block(four(key, 2), prefix);
        }
    }

    private void quad(int address) {
        byte[] text = octets(address, 4, "");
        token(KeyHash.suffix(text, 0, text.length));
        byte[] three = octets(address, 3, ".");
        net(KeyHash.suffix(three, 0, three.length));
    }

    /** Blocks of up to 16 bits by their first two octets, longer ones by three: 256 hashes at most from a prefix of 8 bits on. */
    private void block(int first, int prefix) {
        int octets = prefix <= NET_TWO_OCTETS_BITS_MAX ? 2 : 3;
        int bits = 8 * octets;
        int count = prefix >= bits ? 1 : 1 << (bits - prefix);
        for (int i = 0; i < count; i++) {
            byte[] text = octets(first + (i << (32 - bits)), octets, ".");
            long hash = KeyHash.suffix(text, 0, text.length);
            net(hash);
            if (octets == 3) {
                net(KeyHash.block(hash));
            }
        }
    }

    private static byte[] octets(int address, int count, String after) {
        StringBuilder text = new StringBuilder(16);
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : ".").append(address >>> (24 - 8 * i) & 255);
        }
        return text.append(after).toString().getBytes(StandardCharsets.US_ASCII);
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
            quad((int) four);
        } else if (odd) {
            oddUrlHost();
        }
    }

    /** A name of two labels or more: its last label, its last two or three, and every suffix between those and the name itself. */
    private void host(byte[] key, int from, int code) {
        int to = key.length;
        int labels = 0;
        long two = 0;
        long three = 0;
        for (int i = to - 1; i >= from - 1; i--) {
            if (i < from || key[i] == '.') {
                labels++;
                switch (labels) {
                    case 1 -> ending(KeyHash.ending(key, i + 1, to));
                    case 2 -> two = KeyHash.suffix(key, i + 1, to);
                    case 3 -> three = KeyHash.suffix(key, i + 1, to);
                    default -> {}
                }
                if (labels > 1) {
                    key(KeyHash.of(MatchKind.DOMAIN.code(), key, i + 1, to));
                }
            }
        }
        name(two, three);
        if (code != MatchKind.DOMAIN.code()) {
            key(KeyHash.of(code, key, from, to));
        }
    }

    private void fileName(byte[] key) {
        if (FileNameBytes.endsLikeHost(key)) {
            int dot = lastIndexOf(key, '.');
            ending(IndexFormat.ENDINGS_BITS + KeyHash.ending(key, dot + 1, key.length));
            boolean numeric = true;
            for (int i = dot + 1; i < key.length; i++) {
                numeric &= key[i] >= '0' && key[i] <= '9';
            }
            if (numeric) {
                numericEnding();
            }
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
