package org.commonwatch.node.taxii;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.commonwatch.node.http.RunningNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The OASIS client, as its package installs it, against this server: what it does is in {@code stock_taxii_client.py}. */
@QuarkusTest
@WithTestResource(RunningNode.class)
@SuppressWarnings("NullAway.Init") // injected fields are set by the test framework before the first test
class StockClientTest {
    private static final Path ROOT = Path.of(System.getProperty("commonwatch.root"));
    private static final Path CHECK = ROOT.resolve("node/src/test/python/stock_taxii_client.py");
    private static final Path ICS = ROOT.resolve("../shared/data/stix/attack-ics-18.1.json.gz");
    private static final int NOT_INSTALLED = 77;

    /** The one on PATH may be another than the one that the system's package manager installs for. */
    private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");

    @TestHTTPResource("/taxii2/")
    URI discovery = URI.create("");

    @TempDir
    Path temp = Path.of("");

    @Test
    void theOasisClientReadsWritesPagesFiltersAndDeletes() throws IOException, InterruptedException {
        runs("--page", "64");
    }

    @Test
    void theOasisClientGetsBackWhatItSentOfAttack() throws IOException, InterruptedException {
        assumeTrue(Files.exists(ICS), "the shared ATT&CK bundle is not on this machine");
        runs("--page", "137", "--bundle", ICS.toString());
    }

    private void runs(String... options) throws IOException, InterruptedException {
        String said = "there is no python3";
        for (String python : PYTHONS) {
            Path output = temp.resolve("output");
            int code;
            try {
                code = run(python, output, options);
            } catch (IOException e) {
                continue;
            }
            said = Files.readString(output);
            if (code != NOT_INSTALLED) {
                assertEquals(0, code, said);
                assertTrue(said.contains("everything held"), said);
                return;
            }
        }
        abort(said);
    }

    private int run(String python, Path output, String... options) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of(python, CHECK.toString(), discovery.toString()), Stream.of(options))
                .toList();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("COMMONWATCH_OWNER_TOKEN", RunningNode.OWNER_TOKEN);
        builder.environment().put("PYTHONIOENCODING", StandardCharsets.UTF_8.name());
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(5, TimeUnit.MINUTES), "the client did not end");
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
