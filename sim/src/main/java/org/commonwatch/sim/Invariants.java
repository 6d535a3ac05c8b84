package org.commonwatch.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.commonwatch.kernel.Digest;

/** The one history that is final, as far as anybody was shown, and the state after each of its entries. */
final class Invariants {
    private final List<Digest> leaves = new ArrayList<>();
    private final Map<Long, Digest> states = new HashMap<>();

    /** Somebody was shown this entry as final. */
    void isFinal(String who, long index, Digest leafHash) {
        if (index == leaves.size()) {
            leaves.add(leafHash);
        } else if (index > leaves.size()) {
            throw new Broken("entry " + index + " is final at " + who + ", entry " + leaves.size() + " nowhere");
        } else if (!leaves.get((int) index).equals(leafHash)) {
            throw new Broken("two final histories: entry " + index + " at " + who + " is another than before");
        }
    }

    /** An honest member has applied so many entries. */
    void hasState(String who, long size, Digest root) {
        Digest before = states.putIfAbsent(size, root);
        if (before != null && !before.equals(root)) {
            throw new Broken(who + " has another state than others after " + size + " entries");
        }
    }

    long finalSize() {
        return leaves.size();
    }

    List<Digest> leaves() {
        return leaves;
    }
}
