package org.commonwatch.intake.text;

import java.util.List;

/**
 * All values found in one text.
 *
 * @param mentions in the order of the text; one value may be mentioned often
 * @param overlong how many words were longer than any value may be, and were not looked at
 * @param left whether the bound on mentions was reached, so that the rest of the text was not looked at
 */
public record Extraction(List<Mention> mentions, int overlong, boolean left) {
    public Extraction {
        mentions = List.copyOf(mentions);
    }
}
