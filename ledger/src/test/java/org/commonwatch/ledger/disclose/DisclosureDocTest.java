package org.commonwatch.ledger.disclose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.commonwatch.ledger.sequence.Logs;
import org.junit.jupiter.api.Test;

/** The vector in docs/formats/disclosure.md is what this code makes; {@code -Dcommonwatch.rewrite=true} writes it. */
class DisclosureDocTest {
    private static final Path PAGE = Path.of(System.getProperty("commonwatch.root", "."), "docs/formats/disclosure.md");
    private static final String MARKER = "<!-- vector: file -->\n```\n";
    private static final int LINE_CHARS = 120;

    /** By the cosigner alone whose signatures are the same each time. */
    private static byte[] file() throws Refused {
        ShownLog log = new ShownLog();
        return DisclosedObject.of(
                        log.reader(), log.checkpoint(1), 1, ShownLog.AUTHOR_KEY, List.of(), log.payload.disclose(2))
                .toBytes();
    }

    @Test
    void thePageShowsWhatTheCodeMakes() throws IOException, Refused {
        String page = Files.readString(PAGE);
        int from = page.indexOf(MARKER) + MARKER.length();
        int to = page.indexOf("```", from);
        String wrapped =
                new String(file(), StandardCharsets.UTF_8).replaceAll("(?<=\\G.{" + LINE_CHARS + "})(?=.)", "\n");
        if (Boolean.getBoolean("commonwatch.rewrite")) {
            Files.writeString(PAGE, page.substring(0, from) + wrapped + "\n" + page.substring(to));
        } else {
            assertEquals(wrapped + "\n", page.substring(from, to));
        }
    }

    @Test
    void theVectorHolds() throws Refused {
        Policy policy = PolicyBuilder.community(
                List.of(new Policy.Log(Logs.SIGNER.noteKey(), Optional.empty())),
                List.of(new Policy.Witness("w1", ShownLog.CREW.cosigner(1).key(), Optional.empty())));
        assertEquals(List.of("w1"), DisclosedObject.parse(file()).verify(policy).cosignedBy());
    }
}
