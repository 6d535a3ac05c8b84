package org.commonwatch.node.audience;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.commonwatch.kernel.Digest;

/** Audiences of named members: the id follows from who made it and who is in it, so that it can mean nobody else. */
final class NamedMembers {
    private static final String PREFIX = "members-";
    private static final int ID_DIGITS = 40;

    private NamedMembers() {}

    /** @param members sorted, the owner among them */
    static String id(String owner, List<String> members) {
        String text = "commonwatch named members v1\n" + owner + "\n" + String.join("\n", members);
        return PREFIX + Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, ID_DIGITS);
    }
}
