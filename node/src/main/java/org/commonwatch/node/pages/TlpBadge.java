package org.commonwatch.node.pages;

import io.quarkus.qute.TemplateData;
import java.util.Optional;
import org.commonwatch.stix.Tlp;

/**
 * A marking as pages show it, always with its words: {@code templates/tags/tlp.html} and the stylesheet's {@code .tlp} rules
 * are the one place of its looks.
 *
 * @param word for the style: {@code clear}, {@code green}, {@code amber}, {@code strict}, {@code red} or {@code none}
 * @param label for people
 */
@TemplateData
public record TlpBadge(String word, String label) {
    private static final TlpBadge UNMARKED = new TlpBadge("none", "unmarked");

    public static TlpBadge of(Optional<Tlp> tlp) {
        return tlp.map(level ->
                        new TlpBadge(level == Tlp.AMBER_STRICT ? "strict" : level.word(), "TLP:" + level.label()))
                .orElse(UNMARKED);
    }
}
