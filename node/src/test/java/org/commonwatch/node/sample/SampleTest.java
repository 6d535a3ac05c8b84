package org.commonwatch.node.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.commonwatch.node.pages.SampleNode;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.sharing.Items;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.stix.References;
import org.commonwatch.stix.StixObject;
import org.commonwatch.stix.Tlp;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SampleNode.class)
@SuppressWarnings("NullAway.Init") // injected fields are set by the test framework before the first test
class SampleTest {
    /** RFC 5737, RFC 3849, RFC 2606: what may stand in examples. */
    private static final Pattern ADDRESS = Pattern.compile(
            "\\b(?:\\d{1,3}\\.){3}\\d{1,3}\\b|https?://[^/\"' ]+|[a-z0-9.-]+\\.(?:com|org|net|se|fi|ee|lv|lt|dk|de|pl|info)\\b");

    private static final Pattern ALLOWED = Pattern.compile(
            "192\\.0\\.2\\.\\d+|198\\.51\\.100\\.\\d+|203\\.0\\.113\\.\\d+|https?://[a-z.-]+\\.example"
                    + "|https?://(192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.\\d+|https://attack\\.mitre\\.org|attack\\.mitre\\.org");

    @Inject
    Sample sample;

    @Inject
    Items items;

    @Inject
    Logs logs;

    @Test
    void namesOnlyWhatIsMeantForExamples() {
        for (StixObject object : Sample.read()) {
            var found = ADDRESS.matcher(object.json().toString());
            while (found.find()) {
                assertTrue(ALLOWED.matcher(found.group()).matches(), object + " names " + found.group());
            }
        }
    }

    @Test
    void isACommunityOnePieceAndOfAllMarkings() {
        List<StixObject> objects = Sample.read();
        Set<String> ids = new HashSet<>();
        objects.forEach(object -> assertTrue(ids.add(object.id()), "twice: " + object));
        assertEquals(
                12,
                objects.stream()
                        .filter(object -> object.type().equals("identity"))
                        .count());
        assertEquals(
                25,
                objects.stream()
                        .filter(object -> object.type().equals("indicator"))
                        .count());
        Set<Tlp> levels = new HashSet<>();
        for (StixObject object : objects) {
            for (References.Reference reference : References.of(object)) {
                Tlp.ofMarkingId(reference.target()).ifPresent(levels::add);
                assertTrue(
                        ids.contains(reference.target())
                                || Tlp.ofMarkingId(reference.target()).isPresent(),
                        object + " points to nothing: " + reference);
            }
        }
        assertEquals(Set.of(Tlp.values()), levels);
    }

    @Test
    void leavesByNoWayOut() {
        String id = Sample.read().getFirst().id();
        Reader owner = Reader.owner("owner");
        for (Action action : List.of(Action.TAXII, Action.EXPORT, Action.SHARE, Action.PAYLOAD)) {
            assertTrue(new Gate(owner, action).openAll(items.claims(id)).isEmpty(), action + " lets it out");
        }
        assertFalse(new Gate(owner, Action.VIEW).openAll(items.claims(id)).isEmpty());
    }

    @Test
    void isLoadedOnceRemovedAndLoadedAgain() {
        String id = Sample.read().getFirst().id();
        assertEquals(0, sample.load(), "it is there since the start");
        assertTrue(sample.remove());
        assertTrue(items.claims(id).isEmpty());
        assertTrue(logs.named(Logs.SAMPLE).isEmpty());
        assertFalse(sample.remove());
        assertEquals(Sample.read().size(), sample.load());
        assertEquals(1, items.claims(id).size());
    }
}
