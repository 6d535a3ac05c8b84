package org.commonwatch.node.outbound;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.commonwatch.kernel.Digest;
import org.jspecify.annotations.Nullable;

/**
 * Writes a body to a file as it comes, digesting it, and ends the exchange at the bound. Called by one thread at a time, as
 * {@link Flow} promises.
 */
final class Spool implements BodySubscriber<Spool.Body> {
    private final FileChannel file;
    private final long bytesMax;
    private final boolean cut;
    private final MessageDigest sha256 = Digest.sha256();
    private final CompletableFuture<Body> body = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;
    private long bytes;

    /** What stands in the file now. */
    record Body(long bytes, Digest digest) {}

    /**
     * @param bytesMax longest body
     * @param cut what happens beyond: true leaves the rest away, false makes it a fault
     */
    Spool(Path into, long bytesMax, boolean cut) throws IOException {
        this.file = FileChannel.open(
                into, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        this.bytesMax = bytesMax;
        this.cut = cut;
    }

    @Override
    public CompletionStage<Body> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (body.isDone()) {
            return;
        }
        try {
            for (ByteBuffer buffer : buffers) {
                bytes += buffer.remaining();
                if (bytes > bytesMax) {
                    tooMuch();
                    return;
                }
                sha256.update(buffer.duplicate());
                while (buffer.hasRemaining()) {
                    file.write(buffer);
                }
            }
        } catch (IOException e) {
            stop();
            body.completeExceptionally(new OutboundFault("disk", "The answer could not be written to disk.", e));
        }
    }

    @Override
    public void onError(Throwable fault) {
        close();
        body.completeExceptionally(fault);
    }

    @Override
    public void onComplete() {
        close();
        body.complete(new Body(bytes, Digest.fromBytes(sha256.digest())));
    }

    private void tooMuch() {
        stop();
        if (cut) {
            body.complete(new Body(0, Digest.of()));
        } else {
            body.completeExceptionally(
                    new OutboundFault("body-too-big", "The answer has more than " + bytesMax + " bytes."));
        }
    }

    private void stop() {
        if (subscription != null) {
            subscription.cancel();
        }
        close();
    }

    private void close() {
        try {
            file.close();
        } catch (IOException e) {
            body.completeExceptionally(new OutboundFault("disk", "The answer could not be written to disk.", e));
        }
    }
}
