package org.commonwatch.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Terminal;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.CosignerKey;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code community disclose} against a node's answers, and {@code verify} on the file of docs/formats/disclosure.md, without any. */
class DisclosureCommandsTest {
    private static final Terminal SCREEN = new Terminal(true, true, true, 100);
    private static final String ORIGIN = "log.example.org/test";
    private static final NoteKey LOG = new NoteKey(ORIGIN, key(1).verifyingKey());
    private static final String ID = "indicator--00000000-0000-4000-8000-000000000001";

    @TempDir
    Path folder;

    private static SigningKey key(int fill) {
        byte[] seed = new byte[SigningKey.SEED_BYTES];
        Arrays.fill(seed, (byte) fill);
        return SigningKey.ofSeed(seed);
    }

    @BeforeEach
    void write() throws IOException, Refused {
        String page =
                Files.readString(Path.of(System.getProperty("commonwatch.root", "."), "docs/formats/disclosure.md"));
        String marker = "<!-- vector: file -->\n```\n";
        int from = page.indexOf(marker) + marker.length();
        Files.writeString(
                folder.resolve("seen.disclosure"),
                page.substring(from, page.indexOf("```", from)).replace("\n", ""));
        Policy policy = PolicyBuilder.community(
                List.of(new Policy.Log(LOG, Optional.empty())),
                List.of(new Policy.Witness(
                        "w1", CosignerKey.ofEd25519("w1.example", key(0x33).verifyingKey()), Optional.empty())));
        Files.writeString(folder.resolve("harbour.policy"), policy.text());
    }

    private Shell.Said verify(String... more) {
        String[] line = {"verify", "seen.disclosure"};
        String[] all = Arrays.copyOf(line, line.length + more.length);
        System.arraycopy(more, 0, all, line.length, more.length);
        return new Shell(folder).run(all);
    }

    private static JsonNode json(Shell.Said said) throws Refused {
        return BoundedJson.parse(said.out().getBytes(UTF_8));
    }

    @Test
    void saysWhatTheFileProvesAndWhatNot() throws Refused {
        Shell.Said said = verify("--policy", "harbour.policy");
        assertEquals(Exit.DONE, said.code(), said.err());
        assertTrue(said.out().startsWith("seen.disclosure: proved\n"), said.out());
        for (String part : List.of(
                "author   org-dafdb2582fd026d1, which is the name of this key",
                "key      ed25519:dafdb2582fd026d1abf64d520c612ee7aa0bf0a539c6b1f7da56515e1008983f",
                "said     2026-11-22T05:53:19Z by the author's clock",
                "place    entry 1 of " + ORIGIN + ", one of 3 objects",
                "log      3 entries, cosigned by w1, the last at 2026-11-22T05:53:19Z",
                "{\"three\":3}",
                "Not proved: whose the name is")) {
            assertTrue(said.out().contains(part), part + " is not in: " + said.out());
        }
        JsonNode answer = json(verify("--policy", "harbour.policy", "--json"));
        assertTrue(answer.path("proved").asBoolean());
        assertEquals(3, answer.path("object").path("three").asInt());
        assertEquals("org-dafdb2582fd026d1", answer.path("author").asText());
        assertEquals(2, answer.path("neighbours").asInt());
    }

    @Test
    void aKeyAloneProvesItUnwitnessed() {
        Shell.Said said = verify("--key", LOG.text());
        assertEquals(Exit.DONE, said.code(), said.err());
        assertTrue(said.out().contains("unwitnessed: signed by who orders it and nobody else"), said.out());
    }

    @Test
    void refusesAFileThatWasChangedAndAPolicyThatAsksForMore() throws IOException, Refused {
        Path file = folder.resolve("seen.disclosure");
        String right = Files.readString(file);
        Files.writeString(file, right.replace("\"bytes\":\"eyJ0", "\"bytes\":\"eyJ1"));
        Shell.Said said = verify("--policy", "harbour.policy");
        assertEquals(Exit.REFUSED, said.code());
        assertTrue(said.out().startsWith("seen.disclosure: REFUSED, /object: "), said.out());
        assertEquals(
                "proof-mismatch",
                json(verify("--policy", "harbour.policy", "--json"))
                        .path("problem")
                        .path("code")
                        .asText());
        Files.writeString(file, right);
        Path policy = folder.resolve("harbour.policy");
        String other =
                CosignerKey.ofEd25519("w2.example", key(0x34).verifyingKey()).text();
        Files.writeString(
                policy,
                Files.readString(policy)
                        .replace("group members 1 w1", "witness w2 " + other + "\ngroup members 2 w1 w2"));
        said = verify("--policy", "harbour.policy");
        assertEquals(Exit.REFUSED, said.code());
        assertTrue(said.out().contains("(found: missing 1 of w2) [disclosure-not-final]"), said.out());
        Files.writeString(file, "{}");
        assertEquals(Exit.REFUSED, verify("--policy", "harbour.policy").code());
    }

    @Test
    void asksForThePolicyItIsCheckedAgainst() {
        Shell.Said said = verify();
        assertEquals(Exit.USAGE, said.code());
        assertTrue(said.err().contains("--policy"), said.err());
    }

    private TestNode node() {
        return new TestNode()
                .answers("/api/v1/communities", 200, "{\"communities\":[{\"name\":\"harbour\"}]}")
                .answers("/api/v1/disclosures/harbour/" + ID, 200, """
                        {"id":"%s","type":"indicator","title":"a \\u001b[31mhost","tlp":"green","author":"org-dafdb2582fd026d1",\
                        "author_title":"Port of Varna","key":"ed25519:da","time":"2026-11-22T05:53:19Z","log":"harbour",\
                        "entry":17,"position":2,"neighbours":2,"audience":"members-0123","sealed":true,"size":20,"cosigned_by":[],"bytes":2048}""".formatted(ID))
                .on(
                        "/api/v1/disclosures/harbour/" + ID + "/file",
                        exchange -> TestNode.send(exchange, 200, "application/json", "the file".getBytes(UTF_8)));
    }

    @Test
    void showsWhatGoesOutAndWritesItOnlyAfterAYes() throws IOException {
        try (TestNode node = node()) {
            Shell.Said looked = node.shell(folder).run("community", "disclose", ID, "--preview");
            assertEquals(Exit.DONE, looked.code(), looked.err());
            for (String part : List.of(
                    "a \\x1b[31mhost (indicator, TLP:GREEN)",
                    "Port of Varna, org-dafdb2582fd026d1",
                    "entry 17 of harbour",
                    "2 objects of the same statement",
                    "sealed to named members only; the file has the object in clear, and no key")) {
                assertTrue(looked.out().contains(part), part + " is not in: " + looked.out());
            }
            Path file = folder.resolve("object.disclosure");
            assertEquals(
                    Exit.USAGE,
                    node.shell(folder).run("community", "disclose", ID).code());
            Shell.Said no = node.shell(folder).terminal(SCREEN).input("n\n").run("community", "disclose", ID);
            assertEquals(Exit.REFUSED, no.code());
            assertFalse(Files.exists(file));
            Shell.Said asked = node.shell(folder).terminal(SCREEN).input("y\n").run("community", "disclose", ID);
            assertEquals(Exit.DONE, asked.code(), asked.err());
            assertTrue(
                    node.last().path().endsWith("/file?entry=17"),
                    "the one that was shown: " + node.last().path());
            Files.delete(file);
            Shell.Said yes = node.shell(folder)
                    .run("community", "disclose", ID, "--community", "harbour", "--entry", "17", "--yes");
            assertEquals(Exit.DONE, yes.code(), yes.err());
            assertEquals("the file", Files.readString(file));
            assertTrue(
                    node.last().path().endsWith("/file?entry=17"), node.last().path());
        }
    }

    @Test
    void saysTheRuleThatKeepsAnObject() {
        try (TestNode node = new TestNode().answers("/api/v1/disclosures/harbour/" + ID, 403, """
                        {"type":"about:blank","title":"Forbidden","status":403,"code":"tlp-not-for-outside",\
                        "detail":"Above TLP:GREEN nothing is shown to somebody outside."}""")) {
            Shell.Said said = node.shell(folder).run("community", "disclose", ID, "--community", "harbour", "--yes");
            assertEquals(Exit.REFUSED, said.code(), said.err());
            assertTrue(said.err().contains("Above TLP:GREEN"), said.err());
            assertFalse(Files.exists(folder.resolve("object.disclosure")));
            assertFalse(Files.exists(folder.resolve("object.disclosure.part")));
        }
    }
}
