package org.commonwatch.node.community;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.Cosigners;
import org.commonwatch.ledger.witness.AddCheckpoint;
import org.commonwatch.ledger.witness.Verdict;
import org.commonwatch.node.outbound.Outbound;
import org.commonwatch.node.outbound.Reply;
import org.commonwatch.node.spine.Identity;

/** Asks the members' nodes for their cosignatures; this node's own witness is asked without a detour. */
@Singleton
class CosignersOverHttp implements Cosigners {
    /** A cosigner fetches what it does not hold before it answers; who takes longer is asked again. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    /** One thread a cosigner that is being asked. */
    private static final int ASKED_MAX = 33;

    private final Witnessing witnessing;
    private final Identity self;
    private final Outbound outbound;
    private final ExecutorService threads = Executors.newFixedThreadPool(
            ASKED_MAX, Thread.ofPlatform().daemon().name("cosign-", 0).factory());

    @Inject
    CosignersOverHttp(Witnessing witnessing, Identity self, Outbound outbound) {
        this.witnessing = witnessing;
        this.self = self;
        this.outbound = outbound;
    }

    @Override
    public CompletableFuture<Verdict> ask(Policy.Witness witness, AddCheckpoint request) {
        CompletableFuture<Verdict> answer = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                answer.complete(
                        witness.name().equals(self.name()) ? witnessing.add(request) : overHttp(witness, request));
            } catch (IOException | Refused | RuntimeException fault) {
                answer.completeExceptionally(fault);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /** @throws IOException when the witness has no address or gives no whole answer */
    private Verdict overHttp(Policy.Witness witness, AddCheckpoint request)
            throws IOException, InterruptedException, Refused {
        String base = witness.url().orElseThrow(() -> new IOException(witness.name() + " has no address"));
        URI url = URI.create(base + "/add-checkpoint");
        Reply reply = outbound.exchange(
                new Outbound.Question(url, url, Optional.empty(), Map.of(), Verdict.BYTES_MAX, ANSWER_MAX),
                "POST",
                request.toBytes());
        return Verdict.parse(reply.status(), reply.body());
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }
}
