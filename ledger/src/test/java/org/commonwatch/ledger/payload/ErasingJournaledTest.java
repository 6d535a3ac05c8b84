package org.commonwatch.ledger.payload;

import java.nio.file.Path;
import org.commonwatch.ledger.disk.CrashDisk;

/** Everything in {@link ErasingTest} of a store in which payloads may lie in a journal as well. */
class ErasingJournaledTest extends ErasingTest {
    @Override
    PayloadStore store(CrashDisk of) {
        return PayloadStore.journaled(of, Path.of("/disk"));
    }
}
