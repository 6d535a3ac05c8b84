package org.commonwatch.node.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.commonwatch.stix.Tlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every rule of the gate with a case it lets through and a case it stops, one line each; then what must hold for all cases
 * there are. The space of readers, actions and terms is small, so the properties are tried on all of it, not on samples.
 */
class GateTest {
    private static final String COMMUNITY = "baltic";
    private static final Reader OWNER = Reader.owner("owner");

    /** reader: who; right: r read, w write; marking: the reader's bound. */
    private static Reader reader(String who) {
        return switch (who) {
            case "owner" -> OWNER;
            case "amber reader" -> token(false, Optional.empty(), Tlp.AMBER);
            case "green reader" -> token(false, Optional.empty(), Tlp.GREEN);
            case "red reader" -> token(false, Optional.empty(), Tlp.RED);
            case "amber writer" -> token(true, Optional.empty(), Tlp.AMBER);
            case "baltic reader" -> token(false, Optional.of(COMMUNITY), Tlp.AMBER);
            case "strict channel" -> channel(Tlp.AMBER_STRICT);
            case "red channel" -> channel(Tlp.RED);
            case "own firewall" -> new Reader("token", false, false, false, true, Optional.empty(), Tlp.AMBER);
            case "nordic reader" -> token(false, Optional.of("nordic"), Tlp.AMBER);
            default -> throw new IllegalArgumentException(who);
        };
    }

    private static Reader token(boolean write, Optional<String> collection, Tlp maxTlp) {
        return new Reader("token", false, write, false, collection, maxTlp);
    }

    private static Reader channel(Tlp maxTlp) {
        return new Reader("channel", false, false, true, Optional.empty(), maxTlp);
    }

    private static Terms terms(String item) {
        String[] words = item.split(" ");
        Space space = switch (words[0]) {
            case "own" -> Space.OWN;
            case "shared" -> Space.COMMUNITY;
            case "sample" -> Space.SAMPLE;
            default -> throw new IllegalArgumentException(item);
        };
        Optional<Tlp> tlp = words[1].equals("unmarked") ? Optional.empty() : Optional.of(Tlp.valueOf(words[1]));
        String log = space == Space.COMMUNITY ? COMMUNITY : space == Space.OWN ? "home" : "sample";
        return new Terms(space, log, tlp, item.endsWith("recalled"), item.endsWith("expired"));
    }

    @ParameterizedTest(name = "{0} may {1} what is {2}: {3} because {4}")
    @CsvSource(delimiter = '|', textBlock = """
            # reader        | action  | item                  | says  | rules, in order
            # the marking bounds what a token reads
            amber reader    | TAXII   | shared AMBER          | allow | tlp-within
            amber reader    | TAXII   | shared AMBER_STRICT   | deny  | tlp-above
            green reader    | TAXII   | shared GREEN          | allow | tlp-within
            green reader    | TAXII   | shared AMBER          | deny  | tlp-above
            red reader      | TAXII   | shared RED            | allow | tlp-within
            amber reader    | SEARCH  | shared RED            | deny  | tlp-above
            amber reader    | STREAM  | shared RED            | deny  | tlp-above
            amber reader    | HISTORY | shared RED            | deny  | tlp-above
            amber reader    | EXPORT  | shared CLEAR          | allow | tlp-within
            # what nobody marked counts as amber
            amber reader    | VIEW    | shared unmarked       | allow | unmarked-as-amber tlp-within
            green reader    | VIEW    | shared unmarked       | deny  | unmarked-as-amber tlp-above
            # a token for one collection reads that one only
            baltic reader   | TAXII   | shared GREEN          | allow | tlp-within
            nordic reader   | TAXII   | shared GREEN          | deny  | other-collection
            nordic reader   | SEARCH  | shared CLEAR          | deny  | other-collection
            # what is not shared is for the own organisation, and never leaves through TAXII or raw payloads
            owner           | VIEW    | own RED               | allow | own-space tlp-within
            amber reader    | VIEW    | own CLEAR             | deny  | own-space
            amber reader    | SEARCH  | own CLEAR             | deny  | own-space
            amber writer    | EXPORT  | own CLEAR             | deny  | own-space
            owner           | EXPORT  | own AMBER             | allow | own-space tlp-within
            owner           | TAXII   | own CLEAR             | deny  | own-space-stays
            owner           | PAYLOAD | own CLEAR             | deny  | own-space-stays
            # a token made for the own defences fetches own values within its marking, and nothing else of the own space
            own firewall    | DEFEND  | own AMBER             | allow | own-values tlp-within
            own firewall    | DEFEND  | own unmarked          | allow | own-values unmarked-as-amber tlp-within
            own firewall    | DEFEND  | own RED               | deny  | own-values tlp-above
            own firewall    | DEFEND  | own CLEAR recalled    | deny  | recalled
            own firewall    | DEFEND  | shared GREEN          | allow | tlp-within
            own firewall    | DEFEND  | sample CLEAR          | deny  | sample-stays
            own firewall    | VIEW    | own CLEAR             | deny  | own-space
            own firewall    | SEARCH  | own CLEAR             | deny  | own-space
            own firewall    | EXPORT  | own CLEAR             | deny  | own-space
            own firewall    | STREAM  | own CLEAR             | deny  | own-space
            own firewall    | HISTORY | own CLEAR             | deny  | own-space
            own firewall    | TAXII   | own CLEAR             | deny  | own-space-stays
            own firewall    | PAYLOAD | own CLEAR             | deny  | own-space-stays
            amber reader    | DEFEND  | own CLEAR             | deny  | own-space
            amber writer    | DEFEND  | own CLEAR             | deny  | own-space
            amber reader    | DEFEND  | shared AMBER          | allow | tlp-within
            owner           | DEFEND  | own RED               | allow | own-space tlp-within
            owner           | DEFEND  | sample AMBER          | deny  | sample-stays
            # the sample is looked at here and leaves by no way
            owner           | VIEW    | sample AMBER          | allow | sample-stays tlp-within
            owner           | SEARCH  | sample AMBER          | allow | sample-stays tlp-within
            owner           | EXPORT  | sample AMBER          | deny  | sample-stays
            owner           | TAXII   | sample CLEAR          | deny  | sample-stays
            owner           | PAYLOAD | sample CLEAR          | deny  | sample-stays
            owner           | SHARE   | sample CLEAR          | deny  | sample-stays
            amber reader    | VIEW    | sample CLEAR          | deny  | sample-stays
            # what was recalled is in its history and nowhere else
            owner           | HISTORY | shared GREEN recalled | allow | tlp-within
            owner           | VIEW    | shared GREEN recalled | deny  | recalled
            owner           | TAXII   | shared GREEN recalled | deny  | recalled
            owner           | SEARCH  | own GREEN recalled    | deny  | recalled
            owner           | SHARE   | own GREEN recalled    | deny  | recalled
            # what has expired is shown as such
            amber reader    | TAXII   | shared GREEN expired  | allow | tlp-within expired-shown
            amber reader    | TAXII   | shared RED expired    | deny  | tlp-above
            # sharing needs the right to write, a marking that allows it, and something not shared yet
            owner           | SHARE   | own GREEN             | allow | own-space tlp-within
            owner           | SHARE   | own AMBER             | allow | own-space tlp-within
            owner           | SHARE   | own unmarked          | allow | own-space unmarked-as-amber tlp-within
            owner           | SHARE   | own AMBER_STRICT      | deny  | own-space tlp-not-for-community
            owner           | SHARE   | own RED               | deny  | own-space tlp-not-for-community
            owner           | SHARE   | shared GREEN          | deny  | shared-already
            # named members may have what a whole community may not
            owner           | SHARE_NAMED | own AMBER_STRICT  | allow | own-space tlp-within
            owner           | SHARE_NAMED | own RED           | allow | own-space tlp-within
            owner           | SHARE_NAMED | shared GREEN      | deny  | shared-already
            amber reader    | SHARE_NAMED | shared GREEN      | deny  | read-only
            owner           | SHARE_NAMED | sample CLEAR      | deny  | sample-stays
            amber reader    | SHARE   | shared GREEN          | deny  | read-only
            amber writer    | SHARE   | own GREEN             | deny  | own-space
            # a message to an own channel is bounded by the channel's marking
            strict channel  | NOTIFY  | own AMBER_STRICT      | allow | own-space tlp-within
            strict channel  | NOTIFY  | own RED               | deny  | own-space tlp-above
            strict channel  | NOTIFY  | shared RED            | deny  | tlp-above
            strict channel  | NOTIFY  | shared AMBER          | allow | tlp-within
            strict channel  | NOTIFY  | shared GREEN recalled | deny  | recalled
            strict channel  | NOTIFY  | sample CLEAR          | deny  | sample-stays
            red channel     | NOTIFY  | own RED               | allow | own-space tlp-within
            amber reader    | NOTIFY  | own CLEAR             | deny  | own-space
            # to somebody outside the community goes what is green or clear, of communities alone
            owner           | DISCLOSE | shared CLEAR         | allow | tlp-within
            owner           | DISCLOSE | shared GREEN         | allow | tlp-within
            owner           | DISCLOSE | shared GREEN expired | allow | tlp-within expired-shown
            owner           | DISCLOSE | shared AMBER         | deny  | tlp-not-for-outside
            owner           | DISCLOSE | shared unmarked      | deny  | unmarked-as-amber tlp-not-for-outside
            owner           | DISCLOSE | shared AMBER_STRICT  | deny  | tlp-not-for-outside
            owner           | DISCLOSE | shared RED           | deny  | tlp-not-for-outside
            owner           | DISCLOSE | shared CLEAR recalled | deny | recalled
            owner           | DISCLOSE | own CLEAR            | deny  | own-space-stays
            owner           | DISCLOSE | sample CLEAR         | deny  | sample-stays
            nordic reader   | DISCLOSE | shared CLEAR         | deny  | other-collection
            # a raw payload holds whole objects, so it follows the same marking
            owner           | PAYLOAD | shared AMBER          | allow | tlp-within
            green reader    | PAYLOAD | shared AMBER          | deny  | tlp-above
            """)
    void decides(String who, Action action, String item, String says, String rules) {
        Decision decision = Gate.decide(reader(who), action, terms(item));
        assertEquals(says, decision.allowed() ? "allow" : "deny");
        assertEquals(
                List.of(rules.split(" ")),
                decision.fired().stream().map(Rule::code).toList());
    }

    @Test
    void everyDecisionNamesItsRules() {
        everyCase().forEach(each -> assertFalse(each.decide().fired().isEmpty(), each.toString()));
    }

    @Test
    void aMoreRestrictiveMarkingNeverOpensMore() {
        everyCase().filter(each -> each.terms().tlp().isPresent()).forEach(each -> {
            for (Tlp stricter : Tlp.values()) {
                if (stricter.compareTo(each.terms().tlp().orElseThrow()) > 0) {
                    Case closed = each.with(withTlp(each.terms(), stricter));
                    assertTrue(each.decide().allowed() || !closed.decide().allowed(), each + " but also " + closed);
                }
            }
        });
    }

    @Test
    void aReaderWithLessNeverSeesMore() {
        everyCase()
                .forEach(each -> lesser(each.reader())
                        .map(less -> new Case(less, each.action(), each.terms()))
                        .forEach(less -> assertTrue(
                                each.decide().allowed() || !less.decide().allowed(), each + " but " + less)));
    }

    @Test
    void recallNeverOpensAnything() {
        everyCase().filter(each -> !each.terms().recalled()).forEach(each -> {
            Terms of = each.terms();
            Case recalled = each.with(new Terms(of.space(), of.log(), of.tlp(), true, of.expired()));
            assertTrue(each.decide().allowed() || !recalled.decide().allowed(), each + " but " + recalled);
        });
    }

    @Test
    void onlyTheOwnOrganisationSeesItsOwnSpaceAndTheSample() {
        everyCase()
                .filter(each -> each.terms().space() != Space.COMMUNITY)
                .filter(each -> !each.reader().ownSpace())
                .filter(each -> !each.reader().ownValues() || each.action() != Action.DEFEND)
                .forEach(each -> assertFalse(each.decide().allowed(), each.toString()));
    }

    @Test
    void nothingButACommunityLeavesThroughTaxiiOrAsPayload() {
        everyCase()
                .filter(each -> each.action() == Action.TAXII || each.action() == Action.PAYLOAD)
                .filter(each -> each.decide().allowed())
                .forEach(each -> assertEquals(Space.COMMUNITY, each.terms().space(), each.toString()));
    }

    /** One place decides: what a gate opens, counts and explains is what the pure function says. */
    @Test
    void theGateOpensExactlyWhatTheDecisionAllows() {
        everyCase().forEach(each -> {
            Gate gate = new Gate(each.reader(), each.action());
            Guarded<Long> guarded = Guarded.of(each.terms(), 1L);
            boolean allowed = each.decide().allowed();
            assertEquals(allowed, gate.open(guarded).isPresent(), each.toString());
            assertEquals(allowed ? 1 : 0, gate.openAll(List.of(guarded)).size(), each.toString());
            assertEquals(allowed ? 1 : 0, gate.count(List.of(guarded)), each.toString());
            assertEquals(each.decide(), gate.explain(guarded), each.toString());
        });
    }

    /** Every rule that can deny is seen to deny somewhere, every rule that can pass to pass: no dead rule. */
    @Test
    void everyRuleFiresSomewhere() {
        Set<Rule> fired = EnumSet.noneOf(Rule.class);
        everyCase().forEach(each -> fired.addAll(each.decide().fired()));
        // NOT_HERE is said by the sharing preview for an id nobody knows; there is nothing to decide on.
        fired.add(Rule.NOT_HERE);
        assertEquals(EnumSet.allOf(Rule.class), fired);
    }

    private record Case(Reader reader, Action action, Terms terms) {
        Decision decide() {
            return Gate.decide(reader, action, terms);
        }

        Case with(Terms other) {
            return new Case(reader, action, other);
        }
    }

    private static Terms withTlp(Terms terms, Tlp tlp) {
        return new Terms(terms.space(), terms.log(), Optional.of(tlp), terms.recalled(), terms.expired());
    }

    private static Stream<Reader> lesser(Reader reader) {
        List<Reader> lesser = new ArrayList<>();
        for (Tlp tlp : Tlp.values()) {
            if (tlp.compareTo(reader.maxTlp()) < 0) {
                lesser.add(reader.upTo(tlp));
            }
        }
        boolean space = reader.ownSpace();
        boolean values = reader.ownValues();
        lesser.add(new Reader("l", false, false, space, values, reader.collection(), reader.maxTlp()));
        lesser.add(new Reader("l", false, reader.write(), false, values, reader.collection(), reader.maxTlp()));
        lesser.add(new Reader("l", false, reader.write(), space, false, reader.collection(), reader.maxTlp()));
        if (reader.collection().isEmpty()) {
            lesser.add(new Reader("l", false, reader.write(), space, values, Optional.of("x"), reader.maxTlp()));
        }
        return lesser.stream();
    }

    private static Stream<Case> everyCase() {
        List<Optional<Tlp>> markings = new ArrayList<>(List.of(Optional.empty()));
        for (Tlp tlp : Tlp.values()) {
            markings.add(Optional.of(tlp));
        }
        List<Reader> readers = new ArrayList<>();
        for (Tlp tlp : Tlp.values()) {
            for (boolean write : new boolean[] {false, true}) {
                for (boolean own : new boolean[] {false, true}) {
                    for (String collection : new String[] {"", COMMUNITY, "nordic"}) {
                        Optional<String> only = Optional.of(collection).filter(name -> !name.isEmpty());
                        readers.add(new Reader("r", own && write, write, own, only, tlp));
                        readers.add(new Reader("r", false, write, own, true, only, tlp));
                    }
                }
            }
        }
        List<Terms> terms = new ArrayList<>();
        for (Space space : Space.values()) {
            for (Optional<Tlp> marking : markings) {
                for (int flags = 0; flags < 4; flags++) {
                    terms.add(new Terms(space, COMMUNITY, marking, (flags & 1) != 0, (flags & 2) != 0));
                }
            }
        }
        return readers.stream()
                .flatMap(reader -> Stream.of(Action.values())
                        .flatMap(action -> terms.stream().map(of -> new Case(reader, action, of))));
    }
}
