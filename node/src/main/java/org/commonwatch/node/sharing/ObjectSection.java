package org.commonwatch.node.sharing;

import io.quarkus.qute.TemplateInstance;
import java.util.Optional;
import org.commonwatch.node.policy.Gate;

/** A part of the page of one object that another slice knows about. Slices provide theirs as beans, as with navigation. */
public interface ObjectSection {
    /** Ascending from top to bottom. */
    int order();

    /** A whole {@code section} element for an object that the gate has let through; empty when there is nothing to say. */
    Optional<TemplateInstance> of(String id, Gate gate);
}
