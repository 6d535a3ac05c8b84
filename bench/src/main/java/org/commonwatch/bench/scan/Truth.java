package org.commonwatch.bench.scan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;

/** Compares hits, as they come, with the hits of a truth file, in order. A row that is equal to the one before counts once. */
final class Truth {
    private final Iterator<String> expected;
    private String last = "";
    private String wrong = "";

    Truth(Path file) {
        try {
            expected = Files.readAllLines(file).stream()
                    .filter(row -> row.startsWith("hit\t"))
                    .map(row -> row.substring(4))
                    .iterator();
        } catch (IOException e) {
            throw new UncheckedIOException("reading the truth in " + file, e);
        }
    }

    void hit(long line, long offset, String kind, String value, String token) {
        String row = line + "\t" + offset + "\t" + kind + "\t" + value + "\t" + token;
        if (row.equals(last) || !wrong.isEmpty()) {
            return;
        }
        last = row;
        String right = expected.hasNext() ? expected.next() : "the end";
        if (!right.equals(row)) {
            wrong = "found " + row + " instead of " + right;
        }
    }

    /** {@code whole}, or the first difference. */
    String verdict() {
        String all = wrong.isEmpty() && expected.hasNext() ? "missed " + expected.next() : wrong;
        return all.isEmpty() ? "whole" : all.replaceAll("[\\p{Cntrl}\"\\\\]", " ");
    }
}
