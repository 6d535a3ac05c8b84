package org.commonwatch.matching.scan;

import java.util.List;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.matching.index.FileNameBytes;
import org.commonwatch.matching.index.IndexView;
import org.commonwatch.matching.index.KeyHash;
import org.commonwatch.matching.index.Quad;

/** IPv4 and IPv6 addresses, listed themselves or by their network. */
final class AddressSearch {
    /** No address is part of a run with more bytes that are no dots. */
    private static final int RUN_BYTES_MAX = 64;

    private static final int FOUR = 4;
    private static final int SIX = 6;

    private final Scene scene;
    private final UrlSearch urls;
    private final SixText six = new SixText();
    private final SixText around = new SixText();
    private final byte[] key = new byte[18];

    AddressSearch(Scene scene, UrlSearch urls) {
        this.scene = scene;
        this.urls = urls;
    }

    /** A token of digits, dots and hyphens: every part between hyphens that is an address. */
    void numeric(FoldedName token) {
        int part = 0;
        int written = token.from;
        for (int i = 0; i <= token.length; i++) {
            if (i == token.length || token.name[i] == '-') {
                long address = Quad.parse(token.name, part, i);
                int writtenEnd = writtenEnd(written, token.to);
                if (address >= 0) {
                    boolean defanged = writtenEnd - written != i - part;
                    if (!isInSix(written, writtenEnd)) {
                        four((int) address, mayBeInBlock(token, part, i), written, writtenEnd, false, defanged);
                    }
                    if (part == 0 && i == token.length) {
                        quadUrl(token);
                    }
                }
                part = i + 1;
                written = writtenEnd + 1;
            }
        }
    }

    private int writtenEnd(int from, int to) {
        int end = from;
        while (end < to && scene.bytes[end] != '-') {
            end++;
        }
        return end;
    }

    private void quadUrl(FoldedName token) {
        byte before = scene.bytes[token.from - 1];
        if ((scene.zeek || UrlStart.mayEnd(before)) && scene.view().mayHoldUrlHost(token.name, 0, token.length)) {
            urls.find(token, scene.bytes[token.from - 1] == '%' ? -1 : token.from);
        }
    }

    /** Asks once whether some block may hold the address, where asking for each length of prefix would cost more. */
    private boolean mayBeInBlock(FoldedName token, int from, int to) {
        int end = to;
        while (token.name[end - 1] != '.') {
            end--;
        }
        return scene.view().mayHoldBlock(KeyHash.suffix(token.name, from, end));
    }

    /** Whether the bytes are part of an IPv6 address, as the last 32 bits of one may be. */
    private boolean isInSix(int from, int to) {
        byte[] b = scene.bytes;
        if (b[from - 1] != ':') {
            return false;
        }
        int start = from - 1;
        while (isSixByte(b[start - 1]) && from - start <= RUN_BYTES_MAX) {
            start--;
        }
        int end = runEnd(to);
        return end > 0 && isFree(start, end) && around.parse(b, start, trimmed(start, end));
    }

    private void four(int address, boolean inBlock, int from, int to, boolean inSix, boolean defanged) {
        put(address, 0);
        scene.hostHits(scene.find(MatchKind.IPV4, key, 0, 4), from, to, inSix, defanged, MatchRule.EXACT);
        IndexView view = scene.view();
        key[0] = FOUR;
        for (int prefix = 32; inBlock && prefix >= 0; prefix--) {
            if (view.hasPrefixFour(prefix)) {
                key[1] = (byte) prefix;
                put(prefix == 0 ? 0 : address & -1 << (32 - prefix), 2);
                networks(6, from, to, inSix, defanged);
            }
        }
    }

    private void networks(int keyBytes, int from, int to, boolean inSix, boolean defanged) {
        List<Indicator> found = scene.find(MatchKind.CIDR, key, 0, keyBytes);
        scene.hostHits(found, from, to, inSix, defanged, MatchRule.IN_NETWORK);
    }

    private void put(long value, int at) {
        for (int i = 0; i < 4; i++) {
            key[at + i] = (byte) (value >>> (24 - 8 * i));
        }
    }

    private void put(long high, long low, int at) {
        put(high >>> 32, at);
        put(high, at + 4);
        put(low >>> 32, at + 8);
        put(low, at + 12);
    }

    /** The IPv6 token whose first colon this is, if there is one. */
    void six(int colon) {
        byte[] b = scene.bytes;
        int start = colon;
        while (isSixByte(b[start - 1])) {
            start--;
            if (b[start] == ':') {
                return;
            }
        }
        int end = runEnd(colon);
        if (end < 0 || !isFree(start, end) || !six.parse(b, start, trimmed(start, end))) {
            return;
        }
        int to = trimmed(start, end);
        if (six.isMappedFour()) {
            four((int) six.low, true, start, to, true, false);
            return;
        }
        put(six.high, six.low, 0);
        scene.hostHits(scene.find(MatchKind.IPV6, key, 0, 16), start, to, true, false, MatchRule.EXACT);
        for (int prefix = 128; prefix >= 0; prefix--) {
            if (scene.view().hasPrefixSix(prefix)) {
                sixNetwork(prefix, start, to);
            }
        }
    }

    private void sixNetwork(int prefix, int from, int to) {
        long highMask = prefix == 0 ? 0 : prefix >= 64 ? -1 : -1L << (64 - prefix);
        long lowMask = prefix <= 64 ? 0 : -1L << (128 - prefix);
        key[0] = SIX;
        key[1] = (byte) prefix;
        put(six.high & highMask, six.low & lowMask, 2);
        networks(18, from, to, true, false);
    }

    private static boolean isSixByte(byte c) {
        return c == ':' || c == '.' || Written.isHex(c);
    }

    /** Where the run ends that goes on from here, or -1 when it is too long for an address; dots may follow one. */
    private int runEnd(int from) {
        int end = from;
        int left = RUN_BYTES_MAX;
        while (isSixByte(scene.bytes[end])) {
            left -= scene.bytes[end] == '.' ? 0 : 1;
            if (left < 0) {
                return -1;
            }
            end++;
        }
        return end;
    }

    private boolean isFree(int start, int end) {
        return !isName(scene.bytes[start - 1]) && !isName(scene.bytes[end]);
    }

    private static boolean isName(byte c) {
        return c == '_' || FileNameBytes.isAlphanumeric(c);
    }

    /** Without dots at the end, and then without one colon unless it is part of a double one. */
    private int trimmed(int start, int end) {
        byte[] b = scene.bytes;
        int to = end;
        while (to > start && b[to - 1] == '.') {
            to--;
        }
        boolean colon = to - 1 > start && b[to - 1] == ':' && b[to - 2] != ':';
        return colon ? to - 1 : to;
    }
}
