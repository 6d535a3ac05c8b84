package org.commonwatch.cli.community;

import static org.commonwatch.cli.community.NodeProcess.eventually;
import static org.commonwatch.cli.community.NodeProcess.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.commonwatch.cli.Shell;
import org.commonwatch.cli.ledger.LedgerCheck;
import org.junit.jupiter.api.Test;

/**
 * What a member has erased is on no honest node's disk any more: every byte of every file of each home folder is searched.
 * Real nodes in processes of their own; skipped where the node was not packaged.
 */
class ErasureTest extends NodesTest {
    /** Words of one object, with beginnings that nothing else has. */
    private static List<String> words(String mark) {
        return List.of("qxz" + mark + "quay", "jqv" + mark + "pilot", "zyx" + mark + ".example");
    }

    /** Two objects; the second is harmless, but sealed with the first, with which it goes. */
    private static String bundle(String mark, int number) {
        List<String> words = words(mark);
        String plain = "\"type\":\"indicator\",\"spec_version\":\"2.1\",\"created\":\"2026-01-01T00:00:00.000Z\","
                + "\"modified\":\"2026-01-01T00:00:00.000Z\",\"pattern_type\":\"stix\","
                + "\"valid_from\":\"2026-01-01T00:00:00Z\"";
        return "{\"type\":\"bundle\",\"id\":\"bundle--00000000-0000-4000-8000-000000000001\",\"objects\":[{" + plain
                + ",\"id\":\"" + secretId(number) + "\",\"name\":\"" + words.get(0) + "\",\"description\":\"met "
                + words.get(1) + " there\",\"pattern\":\"[domain-name:value = '" + words.get(2) + "']\"},{" + plain
                + ",\"id\":\"indicator--00000000-0000-4000-8000-" + "%012d".formatted(number + 1)
                + "\",\"name\":\"harmless\",\"pattern\":\"[ipv4-addr:value = '198.51.100." + number % 200 + "']\"}]}";
    }

    private static String secretId(int number) {
        return "indicator--00000000-0000-4000-8000-" + "%012d".formatted(number);
    }

    private static String share(NodeProcess author, String mark, int number) {
        String batch = author.importStix(bundle(mark, number)).path("batch").asText();
        author.post("/api/v1/shares", json().put("batch", batch).put("collection", NAME));
        return batch;
    }

    /** Where a home folder holds a word. */
    private static List<String> holds(Path home, String mark) {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = read(file).toLowerCase(Locale.ROOT);
                words(mark).stream()
                        .filter(bytes::contains)
                        .forEach(word -> found.add(word + " in " + home.relativize(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** A file may go while it is looked for. */
    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (java.nio.file.NoSuchFileException gone) {
            return "";
        }
    }

    private static List<Path> payloads(Path home) throws IOException {
        try (Stream<Path> files =
                Files.walk(home.resolve("ledger").resolve(NAME).resolve("payload"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".erased"))
                    .toList();
        }
    }

    private static boolean clean(NodeProcess node, String mark) {
        return holds(node.home(), mark).isEmpty();
    }

    /** Members that have not said yet that they erased what the newest order of the community names. */
    private static List<String> waiting(NodeProcess node) {
        List<String> names = new ArrayList<>();
        for (JsonNode order : node.get("/api/v1/erasures").path("erasures")) {
            if (order.path("log").asText().equals(NAME)) {
                order.path("waiting").forEach(name -> names.add(name.asText()));
                return names;
            }
        }
        return List.of("nothing is ordered");
    }

    private static void eventuallyClean(NodeProcess node, String mark) {
        try {
            eventually("nothing is left", () -> clean(node, mark));
        } catch (AssertionError e) {
            throw new AssertionError(holds(node.home(), mark).toString(), e);
        }
    }

    @Test
    void whatIsErasedIsOnNoDiskAnyMore() throws IOException {
        List<NodeProcess> members = community("majority", "Grid", "Hospital");
        NodeProcess a = members.get(0);
        NodeProcess b = members.get(1);
        NodeProcess c = members.get(2);
        String batch = share(a, "first", 100);
        share(b, "second", 200);
        eventually("C has both", () -> c.finds("zyxfirst.example", NAME) && c.finds("zyxsecond.example", NAME));
        eventually("B has it", () -> b.finds("zyxfirst.example", NAME));
        assertFalse(clean(a, "first") || clean(b, "first") || clean(c, "first"));
        byte[] backup = backupUnderLoad(b, a);

        // The author erases a batch while C is away.
        c.kill();
        JsonNode preview = a.post("/api/v1/erasures", json().put("batch", batch).put("preview", true));
        assertEquals(4, preview.path("objects").size(), preview.toString());
        assertEquals(0, preview.path("orders").size());
        assertTrue(a.finds("zyxfirst.example", NAME), "a preview changes nothing");
        a.post("/api/v1/erasures", json().put("batch", batch).put("reason", "personal-data"));
        eventually("A and B have said so, C is waited for", () -> waiting(a).equals(List.of("Hospital")));
        assertEquals(List.of(), holds(a.home(), "first"));
        assertEquals(List.of(), holds(b.home(), "first"));
        assertFalse(clean(c, "first"), "it is away");
        assertFalse(a.finds("zyxfirst.example", NAME) || b.finds("zyxfirst.example", NAME));
        gone(a);
        c.startAgain();
        eventually("C has said so too", () -> waiting(a).isEmpty());
        assertEquals(List.of(), holds(c.home(), "first"));

        // The steward has an object of B's erased, of which the entry holds another; A and B end in the middle of it.
        JsonNode shared = shared(b, secretId(200));
        ObjectNode order = json().put("log", NAME)
                .put("entry", shared.path("entry").asLong())
                .put("reason", "law");
        order.putArray("positions").add(shared.path("position").asInt());
        assertEquals("target-of-another", c.refusal("/api/v1/erasures", order));
        JsonNode seen = a.post("/api/v1/erasures", order.deepCopy().put("preview", true));
        assertEquals(2, seen.path("objects").size(), "sealed, it goes with what it lies with: " + seen);
        a.post("/api/v1/erasures", order);
        b.kill();
        a.kill();
        NodeProcess.startAllAgain(a, b);
        eventually("everybody has said so", () -> waiting(a).isEmpty());
        eventuallyClean(a, "second");
        eventuallyClean(c, "second");
        assertFalse(b.finds("198.51.100.0", NAME) || c.finds("198.51.100.0", NAME), "what it lay with");
        assertTrue(b.finds("zyxsecond.example", "home"), "only its author may have its own copy erased");
        ObjectNode own = json();
        own.putArray("ids").add(secretId(200));
        b.post("/api/v1/erasures", own);
        eventuallyClean(b, "second");

        // An older backup of B, which holds both: before it answers anybody it has heard of the orders.
        b.kill();
        Path tar = folder.resolve("backup.tar");
        Files.write(tar, backup);
        Path restored = folder.resolve("restored");
        assertEquals(
                0,
                new Shell(folder)
                        .run("restore", tar.toString(), "--home", restored.toString())
                        .code());
        // What others said lies there as ciphertext, so its words are in no file; the files themselves must go.
        List<Path> before = payloads(restored);
        NodeProcess again = node("restored");
        List<Path> left = payloads(restored);
        assertEquals(2, before.stream().filter(file -> !left.contains(file)).count(), "of " + before);
        assertEquals(List.of(), holds(restored, "first"));
        assertFalse(again.finds("zyxfirst.example", NAME));
        assertFalse(again.finds("198.51.100.0", NAME), "what lay with it went with it");
        for (NodeProcess node : List.of(a, c, again)) {
            // A follower's last steps lie beside the tiles until it has a quiet moment, and the orders may be among
            // them.
            eventually(
                    node.home() + " verifies",
                    () -> LedgerCheck.all(node.home().resolve("ledger")).stream()
                            .allMatch(log -> log.problems().isEmpty()));
        }
        assertEquals(
                2,
                LedgerCheck.one(a.home().resolve("ledger/" + NAME))
                        .report()
                        .orElseThrow()
                        .erasures()
                        .size());
    }

    /** Of a follower, while entries come and become final all the time. */
    private static byte[] backupUnderLoad(NodeProcess node, NodeProcess author) {
        CompletableFuture<byte[]> backup = CompletableFuture.supplyAsync(() -> {
            share(author, "198.51.100.210");
            return node.fetch("/api/v1/backup", true).body();
        });
        for (int number = 211; !backup.isDone() && number < 250; number++) {
            share(author, "198.51.100." + number);
        }
        return backup.join();
    }

    /** Where an object stands in the community. */
    private static JsonNode shared(NodeProcess node, String id) {
        ObjectNode body = json().put("preview", true);
        body.putArray("ids").add(id);
        for (JsonNode object : node.post("/api/v1/erasures", body).path("objects")) {
            if (object.path("log").asText().equals(NAME)) {
                return object;
            }
        }
        throw new AssertionError(id + " is not in " + NAME);
    }

    /** The payload's address says that it is gone, and by which order. */
    private static void gone(NodeProcess node) throws IOException {
        Path payloads = node.home().resolve("ledger/" + NAME + "/payload");
        try (Stream<Path> files = Files.walk(payloads)) {
            Path marker = files.filter(file -> file.toString().endsWith(".erased"))
                    .findFirst()
                    .orElseThrow();
            String path = payloads.relativize(marker).toString().replace(".erased", "");
            HttpResponse<byte[]> answer = node.fetch("/ledger/" + NAME + "/payload/" + path, true);
            String text = new String(answer.body(), StandardCharsets.UTF_8);
            assertEquals(410, answer.statusCode(), text);
            assertTrue(text.contains("payload-erased") && text.contains("personal-data"), text);
            assertEquals(
                    401,
                    node.fetch("/ledger/" + NAME + "/payload/" + path, false).statusCode());
        }
    }
}
