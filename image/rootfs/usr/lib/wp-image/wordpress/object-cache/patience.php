<?php
/**
 * How long a request waits for the cache server in all. A server that answers each question late, but in time, would else
 * make a page of fifty questions last for as many delays.
 */

namespace WpImage;

final class Patience {
	/** Seconds more for each second that a request works by itself: an import asks thousands of quick questions. */
	const SHARE = 0.5;

	/** An answer takes no more than this part of the budget. */
	const PART_OF_ANSWER = 0.5;

	/** An outage ends with an answer that takes no more than this part of the budget. */
	const PART_OF_RETURN = 0.1;

	private readonly int $began;

	/** Nanoseconds. */
	private int $waited = 0;

	/** @param float $budget seconds */
	public function __construct( private readonly float $budget ) {
		$this->began = hrtime( true );
	}

	/** Runs what asks the server, and counts its time. */
	public function during( callable $question ): mixed {
		$asked = hrtime( true );
		try {
			return $question();
		} finally {
			$this->waited += hrtime( true ) - $asked;
		}
	}

	public function is_over(): bool {
		$worked = hrtime( true ) - $this->began - $this->waited;
		return $this->waited > $this->budget * 1e9 + self::SHARE * $worked;
	}

	/** Seconds to connect, and to wait for each answer. */
	public function answer_seconds(): float {
		return $this->budget * self::PART_OF_ANSWER;
	}

	/** Seconds within which a server that was away has to answer. */
	public function return_seconds(): float {
		return $this->budget * self::PART_OF_RETURN;
	}

	public function waited_seconds(): float {
		return $this->waited / 1e9;
	}
}
