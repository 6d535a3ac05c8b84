package org.commonwatch.cli.sim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Usage;
import org.commonwatch.sim.Simulation;
import org.commonwatch.sim.Simulation.Outcome;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "sim",
        header =
                "Runs whole communities in one process by seed, with failures and liars, and looks for broken promises.",
        description = {
            "",
            "Each seed is a community of three to seven members made of the real sequencer, witnesses, followers and succession, "
                    + "on a network that loses and reorders, on disks that fail, with a liar who orders the log, cosigners "
                    + "that sign anything and members that serve wrong bytes. Looked for after every step: two final histories, "
                    + "something final that is lost, nodes that come to different states, a wedge that members cannot leave.",
            "",
            "Needs no node. A seed always tells the same story. Exit code 1 when one breaks a promise; its shortest story is "
                    + "printed."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch sim",
            "  commonwatch sim --seeds 20000 --from 1 --json",
            "  commonwatch sim --seeds 1 --from 4711 --story"
        })
final class SimCommand implements Callable<Integer> {
    private static final int SEEDS_MAX = 10_000_000;
    private static final int THREADS_MAX = 256;

    /** A line on standard error each. */
    private static final long SEEDS_BETWEEN_NOTES = 1_000;

    /** Stories of broken seeds that are told. */
    private static final int BROKEN_MAX = 5;

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--seeds", paramLabel = "N", description = "How many communities (default 1000).")
    private int seeds = 1_000;

    @Option(names = "--from", paramLabel = "S", description = "The first seed (default 1).")
    private long from = 1;

    @Option(names = "--story", description = "Tell what happened in each, one line an event; for a few seeds.")
    private boolean story;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Communities at a time, each on one thread (default: one a processor).")
    private int threads = Runtime.getRuntime().availableProcessors();

    private final Surroundings surroundings;

    SimCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** What all seeds came to; guarded by itself. */
    private static final class Sum {
        final List<Outcome> broken = new ArrayList<>();
        final Map<String, Long> noticed = new TreeMap<>();
        long entries;
        long seeds;
        long successions;
    }

    @Override
    public Integer call() throws InterruptedException {
        check("--seeds", seeds, SEEDS_MAX);
        check("--threads", threads, THREADS_MAX);
        long begun = System.nanoTime();
        Sum sum = new Sum();
        AtomicLong next = new AtomicLong(from);
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < Math.min(threads, seeds); i++) {
            workers.add(Thread.ofPlatform().name("sim-" + i).start(() -> work(next, sum)));
        }
        for (Thread worker : workers) {
            worker.join();
        }
        List<Outcome> shortest = sum.broken.stream()
                .sorted(Comparator.comparingLong(Outcome::seed))
                .limit(BROKEN_MAX)
                .map(broken -> Simulation.shortest(broken.seed()))
                .toList();
        print(sum, shortest, Duration.ofNanos(System.nanoTime() - begun));
        return sum.broken.isEmpty() ? Exit.DONE : Exit.REFUSED;
    }

    private void check(String option, int value, int max) {
        if (value < 1 || value > max) {
            throw Usage.wrong(Objects.requireNonNull(spec), option + " is from 1 to " + max + ".");
        }
    }

    private void work(AtomicLong next, Sum sum) {
        for (long seed = next.getAndIncrement(); seed < from + seeds; seed = next.getAndIncrement()) {
            Outcome outcome = Simulation.run(seed);
            synchronized (sum) {
                outcome.noticed().forEach((what, count) -> sum.noticed.merge(what, (long) count, Long::sum));
                sum.entries += outcome.finalSize();
                sum.successions += outcome.epochs() - 1;
                sum.seeds++;
                if (outcome.broken().isPresent()) {
                    sum.broken.add(outcome);
                }
                if (sum.seeds % SEEDS_BETWEEN_NOTES == 0) {
                    surroundings.console().note(sum.seeds + " of " + seeds + " seeds, broken: " + sum.broken.size());
                }
                if (story && !answer.json()) {
                    tell(surroundings.console(), outcome);
                }
            }
        }
    }

    private static void tell(Console console, Outcome outcome) {
        console.print("seed " + outcome.seed() + ": " + outcome.scenario());
        outcome.story().forEach(line -> console.print("  " + SafeText.line(line)));
        outcome.broken().map(what -> "  BROKEN: " + SafeText.line(what)).ifPresent(console::print);
    }

    private void print(Sum sum, List<Outcome> shortest, Duration took) {
        Console console = surroundings.console();
        double seconds = took.toMillis() / 1_000.0;
        if (answer.json()) {
            ObjectNode all = Json.object()
                    .put("seeds", sum.seeds)
                    .put("from", from)
                    .put("broken", sum.broken.size())
                    .put("entries", sum.entries)
                    .put("successions", sum.successions)
                    .put("seconds", seconds);
            ObjectNode noticed = all.putObject("noticed");
            sum.noticed.forEach(noticed::put);
            ArrayNode stories = all.putArray("stories");
            for (Outcome outcome : shortest) {
                ObjectNode one = stories.addObject()
                        .put("seed", outcome.seed())
                        .put("scenario", outcome.scenario())
                        .put("what", outcome.broken().orElse(""));
                one.set("story", Json.array(outcome.story()));
            }
            console.print(all);
            return;
        }
        for (Outcome outcome : shortest) {
            console.print("the shortest story of what broke:");
            tell(console, outcome);
        }
        console.print(sum.seeds + " seeds from " + from + " in " + seconds + " s: "
                + (sum.broken.isEmpty() ? "nothing broke" : sum.broken.size() + " BROKE A PROMISE"));
        console.print(sum.entries + " entries became final, " + sum.successions + " successions");
        Optional<String> noticed = sum.noticed.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .reduce((one, other) -> one + ", " + other);
        noticed.ifPresent(words -> console.print("members noticed: " + words));
    }
}
