package org.commonwatch.node.sharing;

import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.node.sharing.SharingCommand.Target;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Leaves;

/** When a sharing entry is void. Pure; reads leaves only. */
final class SharingRules {
    static final String OBJECTS = "sharing.objects";
    static final String RECALL = "sharing.recall";
    static final String REINSTATE = "sharing.reinstate";

    private SharingRules() {}

    static Optional<Refusal> judgeObjects(Leaf leaf) {
        return leaf.objects() > 0
                ? Optional.empty()
                : Optional.of(Refusal.of("objects-none", "/payload", "An entry of objects commits to at least one."));
    }

    /** Only who put objects there may take them back or reinstate them, and only what is there. */
    static Optional<Refusal> judgeTargets(List<Target> targets, Leaf leaf, Leaves before) {
        for (Target target : targets) {
            Optional<Leaf> found =
                    before.applied(target.entry()).filter(entry -> entry.type().equals(OBJECTS));
            if (found.isEmpty()) {
                return refuse("target-unknown", target, "No entry of objects stands there before this one.");
            }
            if (!found.orElseThrow().author().equals(leaf.author())) {
                return refuse("target-of-another", target, "Only its author may recall or reinstate it.");
            }
            int objects = found.orElseThrow().objects();
            if (target.positions().stream().anyMatch(position -> position >= objects)) {
                return refuse("target-position", target, "The entry has only " + objects + " objects.");
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refuse(String code, Target target, String message) {
        return Optional.of(Refusal.of(code, "/targets", message, "entry " + target.entry()));
    }
}
