package org.commonwatch.matching.scan;

import org.commonwatch.matching.MatchKind;
import org.commonwatch.matching.index.FileNameBytes;
import org.commonwatch.matching.index.KeyHash;

/** Host tokens: domains, and from their hosts on the URLs and e-mail addresses they stand in. */
final class HostSearch {
    private final Scene scene;
    private final FoldedName token = new FoldedName();
    private final UrlSearch urls;
    private final MailSearch mails;
    private final AddressSearch addresses;

    HostSearch(Scene scene, UrlSearch urls, AddressSearch addresses) {
        this.scene = scene;
        this.urls = urls;
        this.mails = new MailSearch(scene);
        this.addresses = addresses;
    }

    /** A token with plain dots of which a label ends here. */
    void plain(int place) {
        byte[] b = scene.bytes;
        int end = place;
        while (end - place <= FoldedName.WRITTEN_BYTES_MAX) {
            if (FileNameBytes.isLabel(b[end]) || (b[end] == '.' && FileNameBytes.isLabel(b[end + 1]))) {
                end++;
            } else {
                break;
            }
        }
        int from = place;
        while (end - from <= FoldedName.WRITTEN_BYTES_MAX) {
            if (FileNameBytes.isLabel(b[from - 1]) || (b[from - 1] == '.' && FileNameBytes.isLabel(b[from - 2]))) {
                from--;
            } else {
                break;
            }
        }
        boolean joined = !scene.zeek
                && (Written.dotBefore(b, from, false) > 1
                        || (Written.defangedDotAt(b, end) > 0
                                && FileNameBytes.isLabel(b[end + Written.defangedDotAt(b, end)])));
        if (!joined) {
            whole(from, end);
        }
    }

    /** The token around the defanged dot that starts here, if it is the first such dot in its token. */
    void defanged(int dot) {
        byte[] b = scene.bytes;
        if (!FileNameBytes.isLabel(b[dot - 1])) {
            return;
        }
        int from = dot;
        while (dot - from <= FoldedName.WRITTEN_BYTES_MAX) {
            if (FileNameBytes.isLabel(b[from - 1]) || (b[from - 1] == '.' && FileNameBytes.isLabel(b[from - 2]))) {
                from--;
            } else {
                break;
            }
        }
        if (Written.dotBefore(b, from, false) > 1) {
            return;
        }
        int end = dot;
        while (end - from <= FoldedName.WRITTEN_BYTES_MAX) {
            int more = Written.dotAt(b, end, false);
            int label = end + more;
            while (FileNameBytes.isLabel(b[label]) && label - from <= FoldedName.WRITTEN_BYTES_MAX) {
                label++;
            }
            if (more == 0 || label == end + more) {
                break;
            }
            end = label;
        }
        whole(from, end);
    }

    private void whole(int from, int end) {
        if (!token.read(scene.bytes, from, end, scene.zeek)) {
            return;
        }
        if (token.isNumeric()) {
            addresses.numeric(token);
        }
        if (!domains()) {
            return;
        }
        // What stands before a token is at hand; a filter's word is often far away.
        byte before = scene.bytes[token.from - 1];
        if (Written.mayEndAt(before) && scene.view().mayHoldMailHost(token.name, 0, token.length)) {
            mails.find(token);
        }
        if ((scene.zeek || UrlStart.mayEnd(before)) && scene.view().mayHoldUrlHost(token.name, 0, token.length)) {
            urls.find(token, from);
        }
    }

    /** Reports the listed ones of the name and its parents. Whether the whole name may be listed as something. */
    private boolean domains() {
        byte[] name = token.name;
        int labels = 0;
        for (int i = token.length - 1; i >= -1; i--) {
            if (i >= 0 && name[i] != '.') {
                continue;
            }
            if (++labels == 1) {
                continue;
            }
            long hash = KeyHash.of(MatchKind.DOMAIN.code(), name, i + 1, token.length);
            if (!scene.view().mayHold(hash)) {
                return false;
            }
            if (i < 0 || !scene.zeek) {
                MatchRule rule = i < 0 ? MatchRule.EXACT : MatchRule.PARENT_DOMAIN;
                scene.hostHits(
                        scene.find(MatchKind.DOMAIN, hash, name, i + 1, token.length),
                        token.from,
                        token.to,
                        false,
                        token.defanged,
                        rule);
            }
        }
        return labels > 1;
    }
}
