package org.commonwatch.node.defence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.node.matching.ActiveValue;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Guarded;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.policy.Terms;
import org.commonwatch.stix.Tlp;
import org.junit.jupiter.api.Test;

/** What a feed holds for whom. */
class GatheringTest {
    private static final Reader FIREWALL = new Reader("firewall", false, false, false, Optional.empty(), Tlp.GREEN);

    private static FeedQuestion question(String format, String maxTlp, List<String> kinds, String... sources) {
        try {
            return FeedQuestion.read(format, kinds, maxTlp, List.of(sources));
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }

    private static Gathering gathering(FeedQuestion question, Reader reader, int valuesMax) {
        Gate gate = new Gate(question.narrowed(reader), Action.EXPORT);
        return new Gathering(
                question,
                gate,
                value -> value.text().startsWith("listed") ? List.of("Well known", "Also known") : List.of(),
                valuesMax);
    }

    private static Guarded<ActiveValue> said(Space space, Tlp tlp, String domain, String source, long added) {
        Terms terms = new Terms(space, space == Space.OWN ? "home" : "community", Optional.of(tlp), false, false);
        return Guarded.of(terms, new ActiveValue(MatchKind.DOMAIN, domain, "indicator--" + added, source, added));
    }

    private static List<String> texts(Feed feed) {
        return feed.values().stream().map(ActiveValue::text).toList();
    }

    @Test
    void holdsWhatTheReaderMayHaveAndNothingElse() {
        FeedQuestion all = question("hosts", "", List.of());
        Gathering firewall = gathering(all, FIREWALL, 10);
        Gathering owner = gathering(all, Reader.owner("owner"), 10);
        Gathering ownerAsksLess = gathering(question("hosts", "clear", List.of()), Reader.owner("owner"), 10);
        List.of(
                        said(Space.COMMUNITY, Tlp.CLEAR, "clear.example", "a", 1),
                        said(Space.COMMUNITY, Tlp.RED, "red.example", "a", 2),
                        said(Space.OWN, Tlp.CLEAR, "own.example", "a", 3),
                        said(Space.SAMPLE, Tlp.CLEAR, "sample.example", "a", 4),
                        said(Space.OWN, Tlp.RED, "both.example", "a", 5),
                        said(Space.COMMUNITY, Tlp.GREEN, "both.example", "b", 6))
                .forEach(value -> List.of(firewall, owner, ownerAsksLess).forEach(each -> each.add(value)));
        assertEquals(List.of("both.example", "clear.example"), texts(firewall.feed()), "through any claim it may see");
        assertEquals(
                List.of("both.example", "clear.example", "own.example", "red.example"),
                texts(owner.feed()),
                "the sample leaves by no export");
        assertEquals(List.of("clear.example", "own.example"), texts(ownerAsksLess.feed()));
    }

    @Test
    void leavesOutAndCountsWhatIsListedOrDoesNotFit() throws IOException {
        Gathering gathering = gathering(question("hosts", "", List.of()), FIREWALL, 10);
        gathering.add(said(Space.COMMUNITY, Tlp.CLEAR, "listed.example", "a", 1));
        gathering.add(said(Space.COMMUNITY, Tlp.CLEAR, "listed.example", "b", 2));
        gathering.add(said(Space.COMMUNITY, Tlp.CLEAR, "co.uk", "a", 3));
        gathering.add(said(Space.COMMUNITY, Tlp.CLEAR, "good.example", "a", 4));
        Feed feed = gathering.feed();
        assertEquals(List.of("good.example"), texts(feed));
        assertEquals(Map.of("Well known", 1, "Also known", 1), feed.listed());
        assertEquals(1, feed.unfit());
        StringBuilder text = new StringBuilder();
        feed.write(0, text);
        assertTrue(text.toString().contains("# Left out: 1 on the warning list Well known\n"), text.toString());
        assertTrue(text.toString().endsWith("\n0.0.0.0 good.example\n"), text.toString());
    }

    @Test
    void headsAreOneLineEachWhateverAListIsCalled() throws IOException {
        Feed feed = new Feed(new Rpz(), List.of(), Map.of("x\nbank.example CNAME .\n\u2028", 1), 0, 0);
        StringBuilder text = new StringBuilder();
        feed.write(0, text);
        assertTrue(
                text.toString()
                        .lines()
                        .allMatch(line -> line.startsWith(";") || line.startsWith("$TTL") || line.startsWith("@")),
                text.toString());
    }

    @Test
    void keepsTheNewestWhenThereAreTooMany() throws IOException {
        Gathering gathering = gathering(question("plain", "", List.of("domain")), FIREWALL, 3);
        for (int i = 0; i < 20; i++) {
            gathering.add(said(Space.COMMUNITY, Tlp.CLEAR, "n" + (i * 7 % 20) + ".example", "a", i * 7 % 20));
        }
        Feed feed = gathering.feed();
        assertEquals(List.of("n17.example", "n18.example", "n19.example"), texts(feed));
        assertEquals(17, feed.cut());
        StringBuilder text = new StringBuilder();
        feed.write(0, text);
        assertTrue(
                text.toString().contains("# Cut: these are the newest; 17 older ones are left out."), text.toString());
    }

    @Test
    void asksBySource() {
        Gathering gathering = gathering(question("plain", "", List.of(), "b"), FIREWALL, 10);
        gathering.add(said(Space.COMMUNITY, Tlp.CLEAR, "a.example", "a", 1));
        gathering.add(said(Space.COMMUNITY, Tlp.CLEAR, "b.example", "b", 2));
        assertEquals(List.of("b.example"), texts(gathering.feed()));
    }

    @Test
    void refusesWhatItDoesNotUnderstand() {
        assertEquals("format-unknown", code("pdf", List.of(), ""));
        assertEquals("kind-unknown", code("plain", List.of("ipv5"), ""));
        assertEquals("kind-not-held", code("hosts", List.of("ipv4"), ""));
        assertEquals("tlp-unknown", code("hosts", List.of(), "purple"));
        assertEquals(2, question("plain", "", List.of("ipv4,ipv6")).kinds().size());
    }

    private static String code(String format, List<String> kinds, String maxTlp) {
        return assertThrows(Refused.class, () -> FeedQuestion.read(format, kinds, maxTlp, List.of()))
                .refusal()
                .code();
    }
}
