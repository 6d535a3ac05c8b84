package org.commonwatch.node.sharing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.spine.ItemKey;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.NotAccepted;
import org.commonwatch.node.spine.Submission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one node does with objects, from put to recall and back. */
class SharingTest {
    @TempDir
    Path folder;

    @Test
    void whatWasPutIsThereAfterReopening() {
        try (SharingFixture node = SharingFixture.open(folder)) {
            node.put(node.node.home(), "b-1", List.of(SharingFixture.indicator(1, 1), SharingFixture.indicator(2, 1)));
        }
        try (SharingFixture node = SharingFixture.open(folder)) {
            node.node.catchUp();
            Log home = node.node.home();
            assertEquals(2, node.everything(home, PageQuestion.Versions.LAST).size());
            assertEquals(1, node.node.verify());
        }
    }

    @Test
    void aCommandThatTurnsOutVoidIsNoSuccess() {
        try (SharingFixture node = SharingFixture.open(folder)) {
            Log home = node.node.home();
            Item nowhere = new Item(
                    new ItemKey(home.number(), 7, 0), "indicator--x", "indicator", OptionalLong.empty(), 0, 0, 0);
            List<Submission> recall = node.sharing.recall(home, List.of(nowhere), "no such entry");
            NotAccepted refused =
                    assertThrows(NotAccepted.class, () -> recall.getFirst().await(SharingFixture.PATIENCE));
            assertEquals(NotAccepted.VOID, refused.refusal().code());
        }
    }

    @Test
    void recallTakesAnObjectOutOfEveryViewAndReinstatingBringsItBack() {
        try (SharingFixture node = SharingFixture.open(folder)) {
            Log home = node.node.home();
            node.put(home, "b-1", List.of(SharingFixture.indicator(1, 1), SharingFixture.indicator(2, 1)));
            List<Item> first = node.everything(home, PageQuestion.Versions.LAST).subList(0, 1);
            node.await(node.sharing.recall(home, first, "wrong"));
            Gate gate = new Gate(Reader.owner("owner"), Action.VIEW);
            assertTrue(node.objects.latest(first.getFirst().id(), gate).isEmpty());
            assertEquals(1, node.everything(home, PageQuestion.Versions.LAST).size());
            node.await(node.sharing.reinstate(home, first));
            assertEquals(2, node.everything(home, PageQuestion.Versions.LAST).size());
        }
    }
}
