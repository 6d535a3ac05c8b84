package org.commonwatch.matching.scan;

import java.util.ArrayList;
import java.util.List;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.matching.index.IndexView;
import org.commonwatch.matching.index.KeyHash;

/** What every search of one scanner shares: the bytes, what is listed, and where hits go. */
final class Scene {
    final byte[] bytes;
    final boolean zeek;
    final Hits hits = new Hits();
    private final List<Indicator> found = new ArrayList<>();
    private IndexView view;

    Scene(byte[] bytes, boolean zeek, IndexView view) {
        this.bytes = bytes;
        this.zeek = zeek;
        this.view = view;
    }

    IndexView view() {
        return view;
    }

    void view(IndexView next) {
        view = next;
    }

    /** What is listed under a key; the list is used again by the next call. */
    List<Indicator> find(MatchKind kind, byte[] key, int from, int to) {
        return find(kind, KeyHash.of(kind.code(), key, from, to), key, from, to);
    }

    List<Indicator> find(MatchKind kind, long hash, byte[] key, int from, int to) {
        found.clear();
        if (view.mayHold(hash)) {
            view.find(kind, hash, key, from, to, found);
        }
        return found;
    }

    List<Indicator> findBareUrl(byte[] key, int from, int to) {
        found.clear();
        view.findBareUrl(key, from, to, found);
        return found;
    }

    /** Whether what starts here is the host of a URL, or of an e-mail address. An IPv6 address stands in brackets in a URL. */
    boolean isHostOf(int from, boolean six) {
        int host = six ? from - 1 : from;
        boolean url = (!six || bytes[host] == '[') && UrlStart.before(bytes, host, zeek) >= 0;
        if (url) {
            return true;
        }
        int at = Written.atBefore(bytes, from, zeek);
        return at > 0 && Written.isLocal(bytes[from - at - 1]);
    }

    void hostHits(List<Indicator> indicators, int from, int to, boolean six, boolean defanged, MatchRule otherwise) {
        if (indicators.isEmpty()) {
            return;
        }
        boolean hostOf = isHostOf(from, six);
        if (zeek && hostOf) {
            return;
        }
        MatchRule rule = defanged ? MatchRule.REFANGED : hostOf ? MatchRule.HOST_OF : otherwise;
        for (Indicator indicator : indicators) {
            hits.add(from, to, indicator, rule);
        }
    }

    void hits(List<Indicator> indicators, int from, int to, MatchRule rule) {
        for (Indicator indicator : indicators) {
            hits.add(from, to, indicator, rule);
        }
    }
}
