package org.commonwatch.node.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.commonwatch.node.matching.HitListener.Occasion;
import org.commonwatch.node.notify.NotifyFixture.World.Answer;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.policy.Terms;
import org.commonwatch.stix.Tlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds of the way from a hit to a message: nothing is lost, nothing passes the gate by, everything is bounded. */
class TellingTest {
    @TempDir
    Path folder;

    /** The process ends here, as far as the node knows. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void newsStandsOrFallsWithTheTransactionOfTheHit() {
        try (NotifyFixture node = NotifyFixture.open(folder)) {
            node.add("");
            assertThrows(
                    Killed.class,
                    () -> node.local.write(db -> {
                        node.news.heard(db, 1, Occasion.NEW);
                        throw new Killed();
                    }));
            node.hit(2);
            node.settle();
            assertEquals(List.of(2L), node.world.told());
        }
    }

    @Test
    void aKillBetweenSendingAndNotingSendsAgainUnderTheSameId() {
        NotifyFixture.World world = new NotifyFixture.World();
        NotifyFixture.HandClock clock = new NotifyFixture.HandClock();
        Sending dies = (to, message) -> {
            world.send(to, message);
            throw new Killed();
        };
        try (NotifyFixture node = new NotifyFixture(folder, world, clock, dies, 100)) {
            node.add("");
            node.hit(1);
            assertThrows(Killed.class, node::settle);
        }
        try (NotifyFixture node = new NotifyFixture(folder, world, clock, world, 100)) {
            node.settle();
            assertEquals(2, world.heard.size());
            assertEquals(world.heard.get(0).delivery(), world.heard.get(1).delivery());
            node.settle();
            assertEquals(2, world.heard.size());
        }
    }

    /** Kills at random places, each followed by a new process on the same folder. */
    @Test
    void randomKillsLoseNoHitAndGiveNoHitASecondDelivery() {
        long seed = new Random().nextLong();
        System.err.println("seed of the kills: " + seed);
        Random random = new Random(seed);
        NotifyFixture.World world = new NotifyFixture.World();
        NotifyFixture.HandClock clock = new NotifyFixture.HandClock();
        Sending mayDie = (to, message) -> {
            if (random.nextInt(4) == 0) {
                throw new Killed();
            }
            world.send(to, message);
            if (random.nextInt(4) == 0) {
                throw new Killed();
            }
        };
        long number = 1;
        for (int life = 0; life < 40; life++) {
            try (NotifyFixture node = new NotifyFixture(folder, world, clock, mayDie, 1_000)) {
                if (life == 0) {
                    node.add(",\"limit\":3,\"window_minutes\":10,\"digest_minutes\":5");
                }
                for (int i = random.nextInt(6); i > 0; i--) {
                    node.hit(number++);
                    if (random.nextBoolean()) {
                        node.taking.take();
                    }
                }
                node.settle();
                clock.advance(Duration.ofMinutes(random.nextInt(4)));
                node.settle();
            } catch (Killed asPlanned) {
                clock.advance(Duration.ofSeconds(1));
            }
        }
        try (NotifyFixture node = new NotifyFixture(folder, world, clock, world, 1_000)) {
            for (int i = 0; i < 30; i++) {
                node.settle();
                clock.advance(Duration.ofMinutes(1));
            }
            Map<Long, String> deliveryOf = new HashMap<>();
            List<Long> firstTold = new ArrayList<>();
            for (Message message : world.heard) {
                for (Message.Told told : message.hits()) {
                    String known = deliveryOf.putIfAbsent(told.notice().number(), message.delivery());
                    assertTrue(known == null || known.equals(message.delivery()), "seed " + seed + ": " + told);
                    if (known == null) {
                        firstTold.add(told.notice().number());
                    }
                }
            }
            assertEquals(List.copyOf(world.hits.keySet()), firstTold, "seed " + seed + ": all, and in their order");
        }
    }

    @Test
    void aTargetThatWasDownHearsEverythingInOrderWhenItIsBack() {
        try (NotifyFixture node = NotifyFixture.open(folder)) {
            node.add(",\"limit\":3,\"window_minutes\":60,\"digest_minutes\":30");
            node.world.answer = Answer.IS_DOWN;
            for (long hit = 1; hit <= 5; hit++) {
                node.hit(hit);
            }
            node.settle();
            Channel.Tally tally = node.soc().tally();
            assertEquals(1, tally.failures(), "the second does not overtake the first");
            assertEquals("no-answer", tally.failure().orElseThrow().code());
            assertEquals(new Outbox.Backlog(0, 2, 3), node.outbox.backlog(node.soc()));
            for (int second = 0; second < 60; second++) {
                node.clock.advance(Duration.ofSeconds(1));
                node.settle();
            }
            assertEquals(4, node.soc().tally().failures(), "after 5, 10 and 20 seconds");
            node.world.answer = Answer.TAKES;
            node.clock.advance(Duration.ofMinutes(30));
            node.settle();
            assertEquals(List.of(1L, 2L, 3L, 4L, 5L), node.world.told());
            assertEquals(0, node.soc().tally().failures());
            assertEquals(4, node.soc().tally().sent(), "three by themselves and a digest of two");
        }
    }

    @Test
    void whatNobodyTakesIsGivenUpShownAndTheNextOneGoes() {
        try (NotifyFixture node = NotifyFixture.open(folder)) {
            node.add("");
            node.world.answer = Answer.IS_DOWN;
            node.hit(1);
            int minutes = 0;
            while (node.soc().tally().failed() == 0 && minutes < 24 * 60) {
                node.settle();
                node.clock.advance(Duration.ofMinutes(1));
                minutes++;
            }
            assertTrue(minutes > 3 * 60 && minutes < 5 * 60, "some four hours, not " + minutes + " minutes");
            Delivery given = node.outbox.log(node.soc(), 1).getFirst();
            assertEquals(Delivery.State.FAILED, given.state());
            assertEquals(BackOff.ATTEMPTS_MAX, given.attempts());
            assertEquals("Nobody answers.", given.error().orElseThrow());
            node.world.answer = Answer.TAKES;
            node.hit(2);
            node.settle();
            assertEquals(List.of(2L), node.world.told());
            assertEquals(1, node.soc().tally().failed(), "and stays counted");
        }
    }

    @Test
    void aMessageTheTargetRefusesHoldsTheOthersUpForSecondsOnly() {
        try (NotifyFixture node = NotifyFixture.open(folder)) {
            node.add("");
            node.world.answer = Answer.REFUSES;
            node.hit(1);
            for (int second = 0; second < 20; second++) {
                node.settle();
                node.clock.advance(Duration.ofSeconds(1));
            }
            assertEquals(1, node.soc().tally().failed());
            assertEquals(
                    BackOff.REFUSED_ATTEMPTS_MAX,
                    node.outbox.log(node.soc(), 1).getFirst().attempts());
        }
    }

    @Test
    void whatFindsNoRoomIsCountedAndTheNextDigestTellsHowMuch() {
        NotifyFixture.World world = new NotifyFixture.World();
        NotifyFixture.HandClock clock = new NotifyFixture.HandClock();
        try (NotifyFixture node = new NotifyFixture(folder, world, clock, world, 10)) {
            node.add(",\"digest\":\"always\",\"digest_minutes\":1");
            for (long hit = 1; hit <= 25; hit++) {
                node.hit(hit);
            }
            node.settle();
            clock.advance(Duration.ofMinutes(1));
            node.settle();
            assertEquals(15, node.soc().tally().dropped());
            Message digest = world.heard.getFirst();
            assertEquals(10, digest.totals().hits());
            assertEquals(15, digest.totals().beyond());
            node.hit(26);
            node.settle();
            clock.advance(Duration.ofMinutes(1));
            node.settle();
            assertEquals(0, world.heard.getLast().totals().beyond(), "told once");
        }
    }

    @Test
    void aLongDigestListsAHundredAndCountsTheRest() {
        try (NotifyFixture node = NotifyFixture.open(folder)) {
            node.add(",\"digest\":\"always\",\"digest_minutes\":1");
            for (long hit = 1; hit <= 130; hit++) {
                node.hit(hit);
            }
            node.settle();
            node.clock.advance(Duration.ofMinutes(1));
            node.settle();
            Message digest = node.world.heard.getFirst();
            assertEquals(Messages.LISTED_MAX, digest.hits().size());
            assertEquals(30, digest.notListed());
            assertEquals(new Message.Totals(130, 390, 260, 130, 0, 1, 1, 0), digest.totals());
        }
    }

    @Test
    void theMarkingOfTheChannelBoundsWhatLeaves() {
        try (NotifyFixture node = NotifyFixture.open(folder)) {
            node.add("");
            node.world.terms.put(1L, NotifyFixture.own(Tlp.RED));
            node.hit(NotifyFixture.notice(1, "red.example", Tlp.RED), Occasion.NEW);
            node.world.terms.put(2L, new Terms(Space.SAMPLE, "sample", Optional.of(Tlp.CLEAR), false, false));
            node.hit(2);
            node.hit(3);
            node.settle();
            assertEquals(List.of(3L), node.world.told());
            assertEquals(2, node.soc().tally().withheld(), "and the owner sees how many");
            node.channels.remove(node.soc());
            node.add(",\"max_tlp\":\"red\"");
            node.hit(NotifyFixture.notice(1, "red.example", Tlp.RED), Occasion.NEW);
            node.settle();
            assertEquals(List.of(3L, 1L), node.world.told());
            assertEquals(Tlp.RED, node.world.heard.getLast().marking());
        }
    }

    @Test
    void aRecallCountsUntilTheLastMoment() {
        try (NotifyFixture node = NotifyFixture.open(folder)) {
            node.add("");
            node.world.answer = Answer.IS_DOWN;
            node.hit(1);
            node.hit(2);
            node.settle();
            node.world.terms.put(1L, new Terms(Space.OWN, "home", Optional.of(Tlp.GREEN), true, false));
            node.world.answer = Answer.TAKES;
            node.clock.advance(Duration.ofMinutes(1));
            node.settle();
            assertEquals(List.of(2L), node.world.told());
            assertEquals(
                    List.of(Delivery.State.DELIVERED, Delivery.State.WITHHELD),
                    node.outbox.log(node.soc(), 5).stream().map(Delivery::state).toList());
        }
    }

    @Test
    void whileTheIndexIsMadeAnewNothingIsToldAndNothingIsForgotten() {
        try (NotifyFixture node = NotifyFixture.open(folder)) {
            node.add("");
            node.world.answer = Answer.IS_DOWN;
            node.hit(1);
            node.settle();
            node.world.answer = Answer.TAKES;
            node.world.replayed = false;
            node.clock.advance(Duration.ofMinutes(1));
            node.hit(2);
            node.settle();
            assertEquals(List.of(), node.world.told());
            assertEquals(0, node.soc().tally().withheld());
            node.world.replayed = true;
            node.settle();
            assertEquals(List.of(1L, 2L), node.world.told());
        }
    }

    @Test
    void aFaultOfThisNodeIsAnAttemptThatFailed() {
        NotifyFixture.World world = new NotifyFixture.World();
        NotifyFixture.HandClock clock = new NotifyFixture.HandClock();
        Sending broken = (to, message) -> {
            throw new IllegalStateException("a mistake");
        };
        try (NotifyFixture node = new NotifyFixture(folder, world, clock, broken, 100)) {
            node.add("");
            node.hit(1);
            node.settle();
            assertEquals("fault", node.soc().tally().failure().orElseThrow().code());
            assertEquals(1, node.outbox.next(node.soc()).orElseThrow().attempts());
        }
    }

    @Test
    void whileAChannelIsPausedItsHitsWait() {
        try (NotifyFixture node = NotifyFixture.open(folder)) {
            node.add("");
            node.channels.pause("soc", true);
            node.hit(1);
            node.settle();
            assertEquals(List.of(), node.world.told());
            node.channels.pause("soc", false);
            node.settle();
            assertEquals(List.of(1L), node.world.told());
        }
    }

    @Test
    void aRemovedChannelEndsAndALaterOneOfItsNameBeginsWithNothing() {
        try (NotifyFixture node = NotifyFixture.open(folder)) {
            Channel first = node.add("");
            node.channels.pause("soc", true);
            node.hit(1);
            node.settle();
            assertTrue(node.channels.remove(first));
            node.add("");
            node.hit(2);
            node.settle();
            assertEquals(List.of(2L), node.world.told());
            assertEquals(ChannelWork.Step.GONE, step(node, first.number()));
        }
    }

    private static ChannelWork.Step step(NotifyFixture node, long number) {
        try {
            return node.work.step(number);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theLogOfAChannelIsBounded() {
        try (NotifyFixture node = NotifyFixture.open(folder)) {
            node.add(",\"limit\":1000,\"window_minutes\":1");
            for (long hit = 1; hit <= Outbox.ENDED_KEPT_MAX + 50; hit++) {
                node.hit(hit);
                if (hit % 100 == 0) {
                    node.settle();
                    node.clock.advance(Duration.ofMinutes(2));
                }
            }
            node.settle();
            node.clock.advance(Duration.ofMinutes(2));
            node.hit(10_000);
            node.settle();
            assertEquals(
                    Outbox.ENDED_KEPT_MAX, node.outbox.log(node.soc(), 10_000).size());
            assertEquals(Outbox.ENDED_KEPT_MAX + 51, node.soc().tally().sent());
            assertEquals(Outbox.ENDED_KEPT_MAX + 51, new TreeSet<>(node.world.told()).size());
        }
    }
}
