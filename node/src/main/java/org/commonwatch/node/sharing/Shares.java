package org.commonwatch.node.sharing;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Decision;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.policy.Rule;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Recipients;
import org.commonwatch.node.spine.Submission;
import org.commonwatch.stix.StixObject;

/**
 * From the own organisation to a community: first shown, then done. What is shared is the same bytes under fresh salts, in
 * a new entry of the community's log.
 */
@ApplicationScoped
public class Shares {
    private final Items items;
    private final Objects objects;
    private final Sharing sharing;
    private final Logs logs;

    @Inject
    Shares(Items items, Objects objects, Sharing sharing, Logs logs) {
        this.items = items;
        this.objects = objects;
        this.sharing = sharing;
        this.logs = logs;
    }

    /** An object that stays, and the rule that keeps it. */
    public record Kept(String id, Rule rule) {}

    /**
     * What would be shared: the latest own version of each object, and the markings and authors they name.
     *
     * @param to members who are meant; empty for all of the community
     */
    public record Preview(Log target, List<OpenObject> objects, List<Kept> kept, List<Organisation> to) {
        public Preview {
            objects = List.copyOf(objects);
            kept = List.copyOf(kept);
            to = List.copyOf(to);
        }

        /** Whether all of it is TLP:CLEAR and meant for everybody, so that it is not sealed. */
        public boolean inClear() {
            return to.isEmpty() && objects.stream().allMatch(object -> Markings.isClear(object.stix()));
        }
    }

    public Preview preview(Log target, Collection<String> ids, Reader reader) {
        return preview(target, ids, reader, List.of());
    }

    /** @param to members who are meant; empty for all of the community */
    public Preview preview(Log target, Collection<String> ids, Reader reader, List<Organisation> to) {
        Gate gate = new Gate(reader, to.isEmpty() ? Action.SHARE : Action.SHARE_NAMED);
        Map<String, OpenObject> going = new LinkedHashMap<>();
        List<Kept> kept = new ArrayList<>();
        for (String id : ids) {
            Optional<OpenObject> found = latestToShare(id, gate);
            if (found.isEmpty()) {
                kept.add(new Kept(id, why(id, gate)));
            } else {
                going.putIfAbsent(id, found.orElseThrow());
            }
        }
        for (OpenObject object : List.copyOf(going.values())) {
            for (String needed : needed(object.stix())) {
                if (!going.containsKey(needed)) {
                    latestToShare(needed, gate).ifPresent(found -> going.put(needed, found));
                }
            }
        }
        return new Preview(target, List.copyOf(going.values()), kept, to);
    }

    /**
     * Does what the preview showed.
     *
     * @param batch whose objects these are; they are shared under its id, so that whoever recalls the batch takes back what
     *     was shared of it as well
     */
    public List<Submission> share(Preview preview, Optional<String> batch) {
        return share(preview, batch, Recipients.EVERYONE);
    }

    /** @param recipients to whom it is sealed: those of the preview */
    public List<Submission> share(Preview preview, Optional<String> batch, Recipients recipients) {
        List<StixObject> going =
                preview.objects().stream().map(OpenObject::stix).toList();
        SharingCommand.Objects command =
                new SharingCommand.Objects(batch.orElseGet(() -> "s-" + UUID.randomUUID()), "", "stix");
        return sharing.put(preview.target(), recipients, going, command);
    }

    /** The collection's log; empty when there is no such community. */
    public Optional<Log> community(String name) {
        return logs.named(name).filter(log -> log.space() == Space.COMMUNITY);
    }

    private Optional<OpenObject> latestToShare(String id, Gate gate) {
        return objects.latest(id, gate);
    }

    /** The rule that holds back the first claim; an id nobody knows is not there. */
    private Rule why(String id, Gate gate) {
        return items.claims(id).stream()
                .map(claim -> gate.explain(claim))
                .filter(decision -> !decision.allowed())
                .map(Decision::fired)
                .map(List::getLast)
                .findFirst()
                .orElse(Rule.NOT_HERE);
    }

    /** Markings and authors travel with what names them: without them a reader cannot tell what it may do, and from whom. */
    private static List<String> needed(StixObject stix) {
        List<String> needed = new ArrayList<>(stix.texts("object_marking_refs"));
        stix.text("created_by_ref").ifPresent(needed::add);
        return needed;
    }
}
