package org.commonwatch.ledger.disclose;

import org.commonwatch.kernel.Refused;

/** Something that may not hold, and where in the file it stands. */
@FunctionalInterface
interface Check<T> {
    T run() throws Refused;

    static <T> T at(String path, Check<T> check) throws Refused {
        try {
            return check.run();
        } catch (Refused e) {
            throw e.refusal().under(path).toException();
        }
    }
}
