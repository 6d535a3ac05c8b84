package org.commonwatch.node.matching;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hit as the API shows it. Times are RFC 3339, UTC.
 *
 * @param title of the indicator; its id where the reader may not see it
 * @param by who or whose rule decided; empty for nobody
 * @param list the warning list that explains why it is muted
 * @param samples the first lines; left out of lists
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record HitView(
        long number,
        String state,
        String indicator,
        String title,
        String kind,
        String value,
        String assetKind,
        String asset,
        String source,
        String day,
        long lines,
        long allowed,
        long blocked,
        String firstSeen,
        String lastSeen,
        long untimed,
        long lookedBack,
        String token,
        String by,
        String why,
        @Nullable Long rule,
        @Nullable String list,
        @Nullable List<Line> samples) {
    private static final int DATE_TO_SECONDS = "2026-01-31T12:00:00".length();

    /**
     * One line with its neighbours, bytes that are not UTF-8 replaced.
     *
     * @param offset of the token's first byte in the source, from 0
     * @param timeBasis how the time was found: stated, or assumed, or that of the receipt
     * @param head the line before the token, for the page
     * @param tail the line after it
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Line(
            long line,
            long offset,
            String token,
            String rule,
            String at,
            String timeBasis,
            String verdict,
            String before,
            String text,
            String after,
            @JsonIgnore String head,
            @JsonIgnore String tail) {
        static Line of(Sample sample) {
            int tokenEnd = sample.tokenAt() + sample.token().length();
            return new Line(
                    sample.line(),
                    sample.offset(),
                    sample.token().text(),
                    sample.rule(),
                    sample.at().toString(),
                    sample.basis(),
                    sample.verdict(),
                    sample.before().text(),
                    sample.text().text(),
                    sample.after().text(),
                    sample.text().text(0, sample.tokenAt()),
                    sample.text().text(tokenEnd, sample.text().length()));
        }
    }

    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<HitView> hits, @Nullable Long next) {
        Page {
            hits = List.copyOf(hits);
        }
    }

    /** For the page, which shows times to the second. */
    @JsonIgnore
    public String getLastSeenShown() {
        return lastSeen.substring(0, DATE_TO_SECONDS).replace('T', ' ');
    }

    @JsonIgnore
    public String getListName() {
        return list == null ? "" : list;
    }

    @JsonIgnore
    public String getRuleName() {
        return rule == null ? "" : rule.toString();
    }

    static HitView of(Hit hit, String title) {
        return of(hit, title, null);
    }

    static HitView of(Hit hit, String title, @Nullable List<Sample> samples) {
        Decided decided = hit.decided();
        return new HitView(
                hit.number(),
                decided.state().word(),
                hit.indicator(),
                title,
                hit.kind(),
                hit.value(),
                hit.asset().kind().word(),
                hit.asset().name(),
                hit.sourceName(),
                hit.day().toString(),
                hit.lines(),
                hit.allowed(),
                hit.blocked(),
                hit.first().toString(),
                hit.last().toString(),
                hit.untimed(),
                hit.lookedBack(),
                hit.token(),
                decided.who(),
                decided.why(),
                decided.rule().orElse(null),
                decided.list().orElse(null),
                samples == null ? null : samples.stream().map(Line::of).toList());
    }
}
