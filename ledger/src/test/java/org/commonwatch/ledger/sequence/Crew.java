package org.commonwatch.ledger.sequence;

import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.keys.MlDsaSigningKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.commonwatch.ledger.witness.AddCheckpoint;
import org.commonwatch.ledger.witness.Verdict;
import org.commonwatch.ledger.witness.Witness;
import org.commonwatch.ledger.witness.WitnessedLog;

/** Real witnesses of the test log, each with a disk of its own, behind a line that can be cut or bent. */
public final class Crew implements Cosigners {
    private static final Executor EACH_BY_ITSELF =
            asked -> Thread.ofPlatform().daemon().start(asked);

    private final List<Cosigner> cosigners = new ArrayList<>();
    private final List<Witness> witnesses = new ArrayList<>();
    private final Set<String> away = ConcurrentHashMap.newKeySet();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private volatile UnaryOperator<Verdict> bend = UnaryOperator.identity();
    private volatile String bent = "";
    private final Policy policy;

    /** @param count witnesses {@code w0} and so on; every other one signs with ML-DSA-44 */
    public Crew(int count) {
        this(count, PolicyBuilder.defaultThreshold(count));
    }

    public Crew(int count, int threshold) {
        this(count, threshold, List.of(Logs.SIGNER.noteKey()));
    }

    /** @param logKeys any of these may sign for the log */
    Crew(int count, int threshold, List<NoteKey> logKeys) {
        List<Policy.Witness> lines = new ArrayList<>();
        WitnessedLog log = new WitnessedLog(Logs.ORIGIN, logKeys, List.of());
        for (int i = 0; i < count; i++) {
            Cosigner cosigner = i % 2 == 0
                    ? Cosigner.ofMlDsa44(
                            "w" + i + ".example",
                            MlDsaSigningKey.ofSeed(Logs.key(50 + i).seed()))
                    : Cosigner.ofEd25519("w" + i + ".example", Logs.key(50 + i));
            cosigners.add(cosigner);
            lines.add(new Policy.Witness("w" + i, cosigner.key(), Optional.empty()));
            witnesses.add(new Witness(
                    new CrashDisk(Path.of("/w")),
                    Path.of("/w/witness"),
                    List.of(cosigner),
                    any -> Optional.of(log),
                    () -> Logs.NOW,
                    fork -> {}));
        }
        try {
            this.policy = PolicyBuilder.community(
                    logKeys.stream()
                            .map(key -> new Policy.Log(key, Optional.empty()))
                            .toList(),
                    lines,
                    threshold);
        } catch (Refused e) {
            throw new IllegalStateException(e);
        }
    }

    public Policy policy() {
        return policy;
    }

    public Witness witness(int number) {
        return witnesses.get(number);
    }

    public Cosigner cosigner(int number) {
        return cosigners.get(number);
    }

    /** Nobody hears these witnesses from now on. */
    public void away(Integer... numbers) {
        Set<String> names = new HashSet<>();
        for (int number : numbers) {
            names.add("w" + number);
        }
        away.retainAll(names);
        away.addAll(names);
    }

    /** These witnesses are cut off from now on: who asks them is never told anything. */
    public void silent(Integer... numbers) {
        for (int number : numbers) {
            silent.add("w" + number);
        }
    }

    /** This witness's answers are changed on their way. */
    public void bend(int number, UnaryOperator<Verdict> how) {
        bend = how;
        bent = "w" + number;
    }

    @Override
    public CompletableFuture<Verdict> ask(Policy.Witness witness, AddCheckpoint request) {
        if (away.contains(witness.name())) {
            return CompletableFuture.failedFuture(new ConnectException("no route to " + witness.name()));
        }
        if (silent.contains(witness.name())) {
            return new CompletableFuture<>();
        }
        // Through the bytes, as over a line; one that does not answer keeps no other waiting.
        return CompletableFuture.supplyAsync(() -> answer(witness, request), EACH_BY_ITSELF);
    }

    private Verdict answer(Policy.Witness witness, AddCheckpoint request) {
        int number = Integer.parseInt(witness.name().substring(1));
        Verdict verdict = witnesses.get(number).add(request.toBytes());
        Verdict sent = witness.name().equals(bent) ? bend.apply(verdict) : verdict;
        try {
            return Verdict.parse(sent.status(), sent.body());
        } catch (Refused e) {
            throw new IllegalStateException(e);
        }
    }

    /** Until it holds, for ten seconds at most. */
    public static void await(String what, BooleanSupplier holds) {
        long until = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("waited in vain: " + what);
            }
            try {
                Thread.sleep(2);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
