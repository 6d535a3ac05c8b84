package org.commonwatch.node.sharing;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.spine.Index;
import org.commonwatch.node.spine.Payloads;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.stix.References;
import org.commonwatch.stix.StixObject;

/** Objects with their JSON, and what they are related to. */
@ApplicationScoped
public class Objects {
    /** Relations shown of one object in each direction; a report that names thousands says so. */
    public static final int RELATIONS_MAX = 500;

    private final Items items;
    private final Payloads payloads;
    private final SqliteStore index;

    @Inject
    Objects(Items items, Payloads payloads, @Index SqliteStore index) {
        this.items = items;
        this.payloads = payloads;
        this.index = index;
    }

    /**
     * A related object.
     *
     * @param property that names it, or the relationship's type when one stands between
     * @param outgoing from the object asked about; otherwise towards it
     * @param via the relationship object's id; empty when one object names the other itself
     */
    public record Relation(String property, boolean outgoing, OpenObject other, Optional<String> via) {}

    /** The JSON of an item the gate has opened; empty when its payload is not on this node. */
    public Optional<OpenObject> open(Item item) {
        return payloads.bytes(item.key(), new Payloads.Slice(item.offset(), item.length()))
                .map(bytes -> new OpenObject(item, parse(bytes)));
    }

    /** The latest version of an object that the gate lets through, over all logs; own and community claims are equal. */
    public Optional<OpenObject> latest(String id, Gate gate) {
        return gate.openAll(items.claims(id)).stream()
                .max(Comparator.comparingLong(Item::version)
                        .thenComparingLong(item -> item.key().toLong()))
                .flatMap(this::open);
    }

    /** The title, and for what stands between objects one made of theirs, as far as the gate lets them through. */
    public String title(OpenObject object, Gate gate) {
        StixObject stix = object.stix();
        return switch (stix.type()) {
            case "relationship" ->
                end(stix, "source_ref", gate) + " "
                        + stix.text("relationship_type").orElse("related-to").replace('-', ' ') + " "
                        + end(stix, "target_ref", gate);
            case "sighting" -> "Sighting of " + end(stix, "sighting_of_ref", gate);
            default -> object.title();
        };
    }

    private String end(StixObject stix, String property, Gate gate) {
        Optional<String> id = stix.text(property);
        return id.flatMap(other -> latest(other, gate))
                .map(OpenObject::title)
                .or(() -> id)
                .orElse("something");
    }

    /** What an object names and what names it, relationships followed to their other end. */
    public List<Relation> relations(StixObject object, Gate gate) {
        List<Relation> relations = new ArrayList<>();
        Set<String> named = new LinkedHashSet<>();
        for (References.Reference reference : References.of(object)) {
            if (named.size() < RELATIONS_MAX && named.add(reference.property() + reference.target())) {
                latest(reference.target(), gate)
                        .ifPresent(other ->
                                relations.add(new Relation(reference.property(), true, other, Optional.empty())));
            }
        }
        for (OpenObject mentioning : mentioning(object.id(), gate)) {
            if (mentioning.stix().type().equals("relationship")) {
                relation(object.id(), mentioning.stix(), gate).ifPresent(relations::add);
            } else {
                String property = References.of(mentioning.stix()).stream()
                        .filter(reference -> reference.target().equals(object.id()))
                        .map(References.Reference::property)
                        .findFirst()
                        .orElse("");
                relations.add(new Relation(property, false, mentioning, Optional.empty()));
            }
        }
        return relations;
    }

    private Optional<Relation> relation(String id, StixObject relationship, Gate gate) {
        boolean outgoing = relationship.text("source_ref").map(id::equals).orElse(false);
        String end = outgoing ? "target_ref" : "source_ref";
        return relationship
                .text(end)
                .flatMap(other -> latest(other, gate))
                .map(other -> new Relation(
                        relationship.text("relationship_type").orElse("related-to"),
                        outgoing,
                        other,
                        Optional.of(relationship.id())));
    }

    /** The latest of each object that names {@code id}. */
    private List<OpenObject> mentioning(String id, Gate gate) {
        List<Long> keys = index.read(db -> db.query(
                "SELECT link.key FROM link JOIN item ON item.key = link.key AND item.state & 2 <> 0"
                        + " WHERE target = ? ORDER BY link.key LIMIT ?",
                row -> row.getLong(1),
                Links.hint(id),
                RELATIONS_MAX));
        Set<String> seen = new LinkedHashSet<>();
        return gate.openAll(items.at(keys)).stream()
                .filter(item -> seen.add(item.id()))
                .flatMap(item -> open(item).stream())
                .filter(object ->
                        Links.of(object.stix()).anyMatch(link -> link.target().equals(id)))
                .toList();
    }

    private static StixObject parse(byte[] bytes) {
        try {
            return StixObject.parse(bytes);
        } catch (Refused e) {
            throw new IllegalStateException("an accepted object no longer reads", e);
        }
    }
}
