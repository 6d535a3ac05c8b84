package org.commonwatch.node.community;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.commonwatch.node.spine.LocalTables;

/** What is not in a community's log: who asked to be admitted here, and where this node has asked. */
@ApplicationScoped
class CommunityTables implements LocalTables {
    private static final String FIRST = """
            CREATE TABLE admission_request (
              log TEXT NOT NULL,
              invitation TEXT NOT NULL, -- one request an invitation
              body TEXT NOT NULL,       -- the organisation, JSON
              at INTEGER NOT NULL,      -- microseconds
              PRIMARY KEY (log, invitation)
            ) STRICT;
            CREATE TABLE expected_key (
              log TEXT NOT NULL,
              invitation TEXT NOT NULL,
              fingerprint TEXT NOT NULL, -- compared by the steward before the invitation was given away
              PRIMARY KEY (log, invitation)
            ) STRICT;
            CREATE TABLE given_invitation (
              log TEXT NOT NULL,
              invitation TEXT NOT NULL,
              file TEXT NOT NULL,        -- without its secret
              PRIMARY KEY (log, invitation)
            ) STRICT;
            CREATE TABLE own_request (
              log TEXT PRIMARY KEY,
              invitation TEXT NOT NULL,  -- the file with its secret, until this node is a member
              organisation TEXT NOT NULL
            ) STRICT;
            """;

    @Override
    public String slice() {
        return "community";
    }

    @Override
    public List<String> migrations() {
        return List.of(FIRST);
    }
}
