package dev.lamarck.dashboard.page;

import dev.lamarck.contract.Explanation;
import java.util.List;
import java.util.Map;

/** How a page reaches the pictures of an explanation. */
@FunctionalInterface
public interface Pictures {

    /** The addresses of a study's pictures by method, in the order of the explanation's rows. */
    Map<String, List<String>> addresses(String study, Explanation explanation);
}
