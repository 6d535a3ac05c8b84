/**
 * The ledger: signed statements in a Merkle log that nobody can quietly rewrite, and their payloads beside it. Pure: files
 * through {@link org.commonwatch.ledger.disk.Disk}, clock, threads and randomness through constructors, no network.
 *
 * <p>For a node that hosts a log:
 *
 * <pre>{@code
 * Disk disk = new LocalDisk();
 * Sequencer log = LocalSequencer.open(new LogSettings(disk, directory, origin, author, checkpointSigner, timeKey,
 *         Admission.signedBy(keys), clock, System::nanoTime, threads, LogSettings.CHECKPOINT_SPACING_DEFAULT));
 * PayloadStore payloads = new PayloadStore(disk, directory);
 *
 * Payload payload = Payload.of(objects, secureRandom);               // salts and commitments
 * Draft draft = Draft.of(origin, author, now, "sharing.objects", 1, Audience.of("own")).with(payload.commitment());
 * Envelope envelope = Envelope.sign(draft, log.nextPosition(key.id()), key);   // or through Lane, which keeps an outbox
 * PayloadHeader where = payloads.write(envelope.id(), payload);      // durable before the entry
 * Receipt receipt = log.append(envelope).join();                     // durable and in a published checkpoint
 *
 * log.onGrowth(finality -> wakeReplay(finality.finalSize()));
 * log.reader().entries(from, log.finality().finalSize());            // leaves in order; Envelope.parse, else void
 * payloads.read(id, where.offset(3), where.length(3));               // a slice; neighbours lie side by side
 * log.reader().inclusion(index, size);                               // proofs from tiles
 * log.reader().resource("tile/0/x001/234.p/5");                      // any file of the log, as it is served
 * }</pre>
 *
 * <p>A refusal reaches the caller as {@link org.commonwatch.kernel.Refused} (thrown, or as the cause of a failed future); a
 * failing disk as {@link org.commonwatch.ledger.disk.DiskFault}; damage as {@link org.commonwatch.ledger.tile.LogDamaged}.
 */
@NullMarked
package org.commonwatch.ledger;

import org.jspecify.annotations.NullMarked;
