package org.commonwatch.node.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.values.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a hit: one row a rule, tried on one hit. The hit is of 192.0.2.7 by 10.1.2.3, seen in "proxy". */
class TriageRulesTest {
    private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");
    private static final TriageRule.Facts HIT = new TriageRule.Facts(
            "indicator--1",
            "192.0.2.0/24",
            "proxy",
            "10.1.2.3",
            IpAddress.parse("192.0.2.7"),
            List.of("Test networks"));

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # case                      | indicator    | value        | source | asset    | network      | list          | until      | outcome
            by indicator                | indicator--1 | -            | -      | -        | -            | -             | -          | muted
            of another indicator        | indicator--2 | -            | -      | -        | -            | -             | -          | new
            by value                    | -            | 192.0.2.0/24 | -      | -        | -            | -             | -          | muted
            of another value            | -            | 192.0.2.7    | -      | -        | -            | -             | -          | new
            by source                   | -            | -            | proxy  | -        | -            | -             | -          | muted
            of another source           | -            | -            | dns    | -        | -            | -             | -          | new
            by asset                    | -            | -            | -      | 10.1.2.3 | -            | -             | -          | muted
            by network of the asset     | -            | -            | -      | -        | 10.0.0.0/8   | -             | -          | muted
            by network of what was found| -            | -            | -      | -        | 192.0.2.0/30 | -             | -          | new
            by a wider one              | -            | -            | -      | -        | 192.0.2.0/29 | -             | -          | muted
            in IPv6                     | -            | -            | -      | -        | ::/0         | -             | -          | new
            by list                     | -            | -            | -      | -        | -            | Test networks | -          | muted
            by any list                 | -            | -            | -      | -        | -            | *             | -          | muted
            by another list             | -            | -            | -      | -        | -            | Top sites     | -          | new
            everything named must fit   | indicator--1 | -            | dns    | -        | -            | -             | -          | new
            everything named fits       | indicator--1 | 192.0.2.0/24 | proxy  | 10.1.2.3 | 10.1.2.0/24  | *             | -          | muted
            on its last day             | indicator--1 | -            | -      | -        | -            | -             | 2026-06-15 | muted
            """)
    void decides(
            String name,
            String indicator,
            String value,
            String source,
            String asset,
            String network,
            String list,
            String until,
            String outcome)
            throws Refused {
        NewRule rule = new NewRule("muted", indicator, value, source, asset, network, list, until, "because");
        assertEquals(outcome, judged(Decided.NOBODY, read(rule)).state().word(), name);
    }

    @Test
    void aRuleThatHasEndedDecidesNothing() throws Refused {
        TriageRule rule = read(new NewRule(null, "indicator--1", null, null, null, null, null, "2026-06-15", "why"));
        Instant tomorrow = Instant.parse("2026-06-16T00:00:00Z");
        assertEquals(
                HitState.NEW,
                TriageRules.judge(Decided.NOBODY, List.of(rule), HIT, tomorrow).state());
    }

    @Test
    void whatAPersonDecidedStaysWhateverRulesSay() throws Refused {
        Decided confirmed = Decided.by("ana", HitState.CONFIRMED, "seen it myself");
        TriageRule rule = read(new NewRule(null, "indicator--1", null, null, null, null, null, null, "why"));
        assertEquals(confirmed, judged(confirmed, rule));
        assertEquals(HitState.MUTED, TriageRules.undone(List.of(rule), HIT, NOW).state(), "until it is taken back");
    }

    @Test
    void aHitThatARuleMutedIsNewAgainOnceTheRuleIsGone() throws Refused {
        TriageRule rule = read(new NewRule(null, "indicator--1", null, null, null, null, null, null, "why"));
        Decided muted = judged(Decided.NOBODY, rule);
        assertEquals(HitState.MUTED, muted.state());
        assertEquals(Decided.NOBODY, TriageRules.judge(muted, List.of(), HIT, NOW));
    }

    @Test
    void theListThatExplainsItIsNamed() throws Refused {
        TriageRule rule = read(new NewRule(null, null, null, null, null, null, "*", null, "why"));
        assertEquals(Optional.of("Test networks"), judged(Decided.NOBODY, rule).list());
    }

    @Test
    void theFirstRuleThatFitsDecides() throws Refused {
        TriageRule confirm = read(new NewRule("confirmed", null, null, "proxy", null, null, null, null, "why"));
        TriageRule mute = read(new NewRule("muted", null, null, "proxy", null, null, null, null, "why"));
        assertEquals(
                HitState.CONFIRMED,
                TriageRules.judge(Decided.NOBODY, List.of(confirm, mute), HIT, NOW)
                        .state());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # case              | then  | source | network     | until      | why | where
            names nothing       | muted | -      | -           | -          | why | /
            says not why        | muted | proxy  | -           | -          | -   | /why
            unknown decision    | shout | proxy  | -           | -          | why | /then
            back to new         | new   | proxy  | -           | -          | why | /then
            no network          | muted | -      | 192.0.2.300 | -          | why | /network
            no day              | muted | proxy  | -           | tomorrow   | why | /until
            ended before it was | muted | proxy  | -           | 2026-06-14 | why | /until
            """)
    void refusesARuleThat(
            String name, String then, String source, String network, String until, String why, String where) {
        NewRule rule = new NewRule(then, null, null, source, null, network, null, until, why);
        Refused refused = assertThrows(Refused.class, () -> read(rule), name);
        assertEquals(where, refused.refusal().path());
    }

    private static Decided judged(Decided before, TriageRule rule) {
        return TriageRules.judge(before, List.of(rule), HIT, NOW);
    }

    private static TriageRule read(NewRule rule) throws Refused {
        return rule.read("ana", Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
