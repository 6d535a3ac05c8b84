package org.commonwatch.node.sharing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person imports, again and again. The fixture's clock moves with every look, so no two imports are of one time. */
class ImportTest {
    private static final String LIST = """
            value,kind,comment
            192.0.2.1,ipv4,first
            bad.example,domain,second
            """;

    private static final Gate OWNER = new Gate(Reader.owner("owner"), Action.VIEW);

    @TempDir
    Path folder;

    @Test
    void aListReadAgainSaysNothingNew() {
        try (SharingFixture node = SharingFixture.open(folder)) {
            ImportReport first = node.importText(LIST, "list.csv");
            ImportReport again = node.importText(LIST, "list.csv");
            assertEquals(4, first.accepted());
            assertEquals(0, first.unchanged());
            assertEquals(4, again.unchanged());
            assertEquals(Optional.empty(), again.batch());
            assertEquals(4, claims(node));
        }
    }

    @Test
    void aReportReadAgainSaysNothingNew() {
        try (SharingFixture node = SharingFixture.open(folder)) {
            String report = "Seen today: hxxp://198.51.100.7/x";
            assertEquals(3, node.importText(report, "report.txt").accepted());
            assertEquals(3, node.importText(report, "report.txt").unchanged());
            assertEquals(3, claims(node));
        }
    }

    @Test
    void aRowThatSaysSomethingElseIsANewVersion() {
        try (SharingFixture node = SharingFixture.open(folder)) {
            node.importText(LIST, "list.csv");
            ImportReport changed = node.importText(LIST.replace("second", "worse"), "list.csv");
            assertEquals(3, changed.unchanged());
            assertEquals(5, claims(node));
            // And back again: the word before the last does not count.
            assertEquals(3, node.importText(LIST, "list.csv").unchanged());
            assertEquals(6, claims(node));
        }
    }

    @Test
    void anotherSourceMakesItsOwnClaims() {
        try (SharingFixture node = SharingFixture.open(folder)) {
            node.importText(LIST, "list.csv");
            assertEquals(0, node.importText(LIST, "other.csv").unchanged());
            // The observables are the same to the byte and shown once; each source has an indicator of its own for each
            // value.
            assertEquals(6, claims(node));
        }
    }

    @Test
    void whatWasRecalledIsTakenInAgain() {
        try (SharingFixture node = SharingFixture.open(folder)) {
            String batch = node.importText(LIST, "list.csv").batch().orElseThrow();
            node.await(node.sharing.recall(node.node.home(), items(node, node.node.home(), batch), "wrong file"));
            assertEquals(0, node.importText(LIST, "list.csv").unchanged());
        }
    }

    @Test
    void aValueIsFlaggedOnceAlthoughItMakesTwoObjects() {
        try (SharingFixture node = SharingFixture.open(folder)) {
            ImportReport report = node.importText("Seen: hxxp://198.51.100.7/x and 198.51.100.9", "report.txt");
            List<String> codes = report.flags().stream()
                    .map(flag -> flag.value() + " " + flag.code())
                    .toList();
            assertEquals(codes.stream().distinct().toList(), codes);
            assertEquals(codes.size(), report.flagged());
            assertTrue(codes.size() >= 3, codes.toString());
        }
    }

    @Test
    void whatIsSharedOfABatchIsRecalledWithIt() {
        try (SharingFixture node = SharingFixture.open(folder)) {
            String batch = node.importText(LIST, "list.csv").batch().orElseThrow();
            List<String> ids =
                    items(node, node.node.home(), batch).stream().map(Item::id).toList();
            Log community = node.node.logs().named(Logs.COMMUNITY).orElseThrow();
            Shares.Preview preview = node.shares.preview(community, ids, Reader.owner("owner"));
            node.await(node.shares.share(preview, Optional.of(batch)));
            assertEquals(
                    ids, items(node, community, batch).stream().map(Item::id).toList());
        }
    }

    @Test
    void whatAnotherMemberBringsUnderTheSameBatchIsNotOurs() {
        try (SharingFixture node = SharingFixture.open(folder)) {
            String batch = node.importText(LIST, "list.csv").batch().orElseThrow();
            node.node.index().write(db -> db.update("UPDATE batch SET author = 'org-0123456789abcdef'"));
            assertEquals(List.of(), items(node, node.node.home(), batch));
        }
    }

    private static List<Item> items(SharingFixture node, Log log, String batch) {
        return OWNER.openAll(node.batches.items(log, batch));
    }

    private static int claims(SharingFixture node) {
        return node.everything(node.node.home(), PageQuestion.Versions.ALL).size();
    }
}
