package org.commonwatch.intake.misp;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.commonwatch.intake.Source;
import org.commonwatch.stix.Tlp;
import org.commonwatch.values.Flag;

/**
 * What an event says about who may see it and who made it, inherited by its parts.
 *
 * @param markings ids of marking definitions
 * @param author id of the identity of the creating organisation
 * @param at when the event was last changed
 */
record Terms(List<String> markings, Optional<String> author, Instant at) {
    /** The strictest of an element's TLP tags, else its parent's. */
    static List<String> markings(JsonNode element, List<String> inherited) {
        return tlp(element).map(tlp -> List.of(tlp.markingId())).orElse(inherited);
    }

    static Optional<Tlp> tlp(JsonNode element) {
        return MispJson.tags(element).stream()
                .filter(Terms::isTlp)
                .flatMap(name -> Tlp.parse(name).stream())
                .reduce(Tlp::mostRestrictive);
    }

    private static boolean isTlp(String tag) {
        return tag.toLowerCase(Locale.ROOT).startsWith("tlp:");
    }

    static Terms of(JsonNode event, Source source, Optional<String> author) {
        return new Terms(
                markings(event, source.marking().stream().toList()),
                author.or(source::createdBy),
                MispJson.seconds(event, "timestamp").orElse(source.now()));
    }

    /** Flags on how far an element may travel: MISP's distribution has no counterpart in STIX. */
    static List<Flag> flags(JsonNode element) {
        List<Flag> flags = new ArrayList<>();
        if (element.path("distribution").asText().equals("0")) {
            flags.add(Flag.of("misp-own-organisation", "MISP says: for your organisation only."));
        }
        if (element.path("distribution").asText().equals("4")) {
            flags.add(Flag.of("misp-sharing-group", "MISP limits this to a sharing group."));
        }
        List<String> tlps = MispJson.tags(element).stream().filter(Terms::isTlp).toList();
        tlps.stream()
                .filter(name -> Tlp.parse(name).isEmpty())
                .forEach(name -> flags.add(
                        Flag.of("tlp-unknown", "This is no TLP level, and was kept as a label: " + name + ".")));
        if (tlps.stream().flatMap(name -> Tlp.parse(name).stream()).distinct().count() > 1) {
            flags.add(Flag.of("tlp-conflict", "Several TLP levels; the strictest was taken."));
        }
        return flags;
    }

    /** Tags that are not TLP levels. */
    static List<String> labels(JsonNode element) {
        return MispJson.tags(element).stream()
                .filter(name -> !(isTlp(name) && Tlp.parse(name).isPresent()))
                .toList();
    }
}
