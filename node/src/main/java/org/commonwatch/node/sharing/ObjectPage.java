package org.commonwatch.node.sharing;

import io.quarkus.arc.All;
import io.quarkus.qute.RawString;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.node.access.Readers;
import org.commonwatch.node.pages.TlpBadge;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Decision;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Opened;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.policy.Rule;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.policy.Terms;
import org.commonwatch.stix.References;
import org.commonwatch.stix.StixObject;

/** Gathers what the page of one object shows, each part through the gate of whoever looks. */
@ApplicationScoped
class ObjectPage {
    /** JSON shown on the page; what is longer is there to download. */
    private static final int JSON_CHARS_MAX = 100_000;

    private static final int MISSING_MAX = 50;

    private final Items items;
    private final Objects objects;
    private final History history;
    private final Readers readers;
    private final List<ObjectSection> sections;

    @Inject
    ObjectPage(Items items, Objects objects, History history, Readers readers, @All List<ObjectSection> sections) {
        this.items = items;
        this.objects = objects;
        this.history = history;
        this.readers = readers;
        this.sections = sections.stream()
                .sorted(Comparator.comparingInt(ObjectSection::order))
                .toList();
    }

    /** Where the object stands, and by which rules the one who looks may see it there. */
    record Standing(String log, Space space, TlpBadge tlp, List<String> rules) {
        Standing {
            rules = List.copyOf(rules);
        }
    }

    /** Whether a reader may see the object, and why. */
    record Sight(String who, boolean may, String because) {}

    record Related(String id, String type, String title, TlpBadge tlp, Optional<String> via) {
        public String viaId() {
            return via.orElse("");
        }
    }

    /** Relations of one kind and direction. */
    record Group(String label, List<Related> objects) {
        Group {
            objects = List.copyOf(objects);
        }
    }

    /** The object as it stands. */
    record Content(
            String title,
            TlpBadge tlp,
            boolean expired,
            Optional<Instant> validFrom,
            Optional<Instant> validUntil,
            Optional<Instant> created,
            Optional<Instant> modified,
            List<Property> properties,
            List<Property.Reference> references,
            List<Group> relations,
            List<String> missing,
            String json,
            boolean jsonCut) {
        Content {
            properties = List.copyOf(properties);
            references = List.copyOf(references);
            relations = List.copyOf(relations);
            missing = List.copyOf(missing);
        }
    }

    /**
     * @param content empty when every claim was recalled: then only the history is left
     * @param sections what other slices say of it, as HTML
     */
    record View(
            String id,
            String type,
            Optional<Content> content,
            List<Standing> standings,
            List<Sight> sights,
            List<History.Claim> claims,
            List<RawString> sections,
            boolean write) {
        View {
            standings = List.copyOf(standings);
            sights = List.copyOf(sights);
            claims = List.copyOf(claims);
            sections = List.copyOf(sections);
        }

        public boolean isSample() {
            return claims.stream().allMatch(claim -> claim.space() == Space.SAMPLE);
        }

        public boolean isShared() {
            return standings.stream().anyMatch(standing -> standing.space() == Space.COMMUNITY);
        }

        public boolean isRecallable() {
            return write && !standings.isEmpty();
        }

        public boolean isShareable() {
            return write && !isShared() && standings.stream().anyMatch(standing -> standing.space() == Space.OWN);
        }

        public String title() {
            return content.map(Content::title).orElse(id);
        }
    }

    /** Empty when the reader may not know of the object, or nobody does: the two look the same. */
    Optional<View> of(String id, Reader reader) {
        List<History.Claim> claims = history.of(id, new Gate(reader, Action.HISTORY));
        if (claims.isEmpty()) {
            return Optional.empty();
        }
        Gate gate = new Gate(reader, Action.VIEW);
        List<Opened<Item>> shown = items.claims(id).stream()
                .flatMap(item -> gate.explained(item).stream())
                .sorted(Comparator.comparingLong(
                                (Opened<Item> item) -> item.value().version())
                        .thenComparingLong(item -> item.value().key().toLong())
                        .reversed())
                .toList();
        Optional<Content> content = shown.stream()
                .findFirst()
                .flatMap(latest -> objects.open(latest.value()).map(object -> content(object, latest, gate)));
        return Optional.of(new View(
                id,
                claims.getFirst().item().type(),
                content,
                standings(shown),
                shown.isEmpty() || !reader.owner() ? List.of() : sights(shown),
                claims,
                shown.isEmpty() ? List.of() : sections(id, gate),
                reader.write()));
    }

    private List<RawString> sections(String id, Gate gate) {
        return sections.stream()
                .flatMap(section -> section.of(id, gate).stream())
                .map(section -> new RawString(section.render()))
                .toList();
    }

    private Content content(OpenObject object, Opened<Item> latest, Gate gate) {
        StixObject stix = object.stix();
        List<Objects.Relation> relations = objects.relations(stix, gate);
        String json = stix.json().toPrettyString();
        return new Content(
                objects.title(object, gate),
                TlpBadge.of(latest.terms().tlp()),
                latest.terms().expired(),
                stix.time("valid_from"),
                stix.time("valid_until"),
                stix.time("created"),
                stix.time("modified"),
                Property.of(stix),
                Property.references(stix),
                groups(relations, gate),
                missing(stix, relations),
                json.length() > JSON_CHARS_MAX ? "" : json,
                json.length() > JSON_CHARS_MAX);
    }

    private List<Group> groups(List<Objects.Relation> relations, Gate gate) {
        Map<String, List<Related>> groups = new LinkedHashMap<>();
        for (Objects.Relation relation : relations) {
            if (relation.other().item().type().equals("marking-definition")) {
                continue;
            }
            OpenObject other = relation.other();
            groups.computeIfAbsent(label(relation), any -> new ArrayList<>())
                    .add(new Related(
                            other.item().id(),
                            other.item().type(),
                            objects.title(other, gate),
                            badge(other, gate),
                            relation.via()));
        }
        return groups.entrySet().stream()
                .map(group -> new Group(group.getKey(), group.getValue()))
                .toList();
    }

    private TlpBadge badge(OpenObject object, Gate gate) {
        return items.at(List.of(object.item().key().toLong())).stream()
                .flatMap(item -> gate.explained(item).stream())
                .map(opened -> TlpBadge.of(opened.terms().tlp()))
                .findFirst()
                .orElse(TlpBadge.of(Optional.empty()));
    }

    /** {@code uses →} for what this object points to, {@code ← uses} for what points to it. */
    private static String label(Objects.Relation relation) {
        String words = relation.property().replace('_', ' ').replace('-', ' ').replaceFirst(" refs?$", "");
        return relation.outgoing() ? words + " →" : "← " + words;
    }

    /** What the object names but this reader cannot open here. */
    private static List<String> missing(StixObject stix, List<Objects.Relation> relations) {
        Set<String> known = new HashSet<>();
        relations.forEach(relation -> known.add(relation.other().item().id()));
        return References.of(stix).stream()
                .map(References.Reference::target)
                .filter(target -> !known.contains(target) && !target.startsWith("marking-definition--"))
                .distinct()
                .limit(MISSING_MAX)
                .toList();
    }

    private static List<Standing> standings(List<Opened<Item>> shown) {
        Map<String, Standing> byLog = new LinkedHashMap<>();
        for (Opened<Item> item : shown) {
            Terms terms = item.terms();
            byLog.putIfAbsent(
                    terms.log(),
                    new Standing(
                            terms.log(),
                            terms.space(),
                            TlpBadge.of(terms.tlp()),
                            item.fired().stream().map(Rule::sentence).toList()));
        }
        return List.copyOf(byLog.values());
    }

    /** For the owner only, since it names tokens: for each reader of this node, the decision on the claim that is the most open to it. */
    private List<Sight> sights(List<Opened<Item>> shown) {
        return readers.all().stream().map(reader -> sight(reader, shown)).toList();
    }

    private static Sight sight(Reader reader, List<Opened<Item>> shown) {
        Action action = reader.ownSpace() ? Action.VIEW : Action.TAXII;
        List<Decision> decisions = shown.stream()
                .map(item -> Gate.decide(reader, action, item.terms()))
                .toList();
        Decision best = decisions.stream().filter(Decision::allowed).findFirst().orElse(decisions.getFirst());
        String because =
                String.join(" ", best.fired().stream().map(Rule::sentence).toList());
        return new Sight(reader.name(), best.allowed(), because);
    }
}
