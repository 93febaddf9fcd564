<?php
/**
 * What a masked dump hides and what it does not, as a page in Markdown: table by table, with counts.
 */

namespace WpImage;

require_once __DIR__ . '/table-mask.php';

final class MaskingReport {
	/** @var string[] */
	private array $lines = array();

	/** Tables in which nothing was changed. @var string[] */
	private array $kept = array();

	/** @param int $before rows that the table has @param int $written rows in the dump */
	public function add( string $table, TableMask $mask, int $before, int $written ): void {
		$what = array();
		if ( 'empty' === $mask->whole ) {
			$what[] = 'left empty' . ( null === $mask->reason ? '' : " ({$mask->reason})" );
		} elseif ( null !== $mask->reason ) {
			$what[] = $mask->reason;
		}
		foreach ( $mask->changed as $column => $count ) {
			$what[] = "$column $count";
		}
		if ( array() === $what && $before === $written ) {
			$this->kept[] = "$table ($written)";
			return;
		}
		$left_out      = $before - $written;
		$this->lines[] = "| $table | $written | $left_out | " . ( implode( ', ', $what ) ?: '' ) . ' |';
	}

	public function text( bool $is_published_only ): string {
		$kept = array() === $this->kept ? 'none' : implode( ', ', $this->kept );
		return "# What this dump hides\n\n"
			. "Each value has an alias that is the same throughout the dump; the salt of the aliases was forgotten with the process that made them.\n\n"
			. "| table | rows | rows left out | values masked |\n|---|---|---|---|\n" . implode( "\n", $this->lines ) . "\n\n"
			. "Tables in which nothing had to be masked, with their rows: $kept.\n\n"
			. '## What it does not hide' . "\n\n"
			. '- Texts of posts, pages, products and approved comments, but for addresses of mail in them: names that an author wrote are there.' . "\n"
			. ( $is_published_only ? '' : "- Drafts, private and protected posts, revisions and the trash: --published-only leaves them out.\n" )
			. '- Numbers, dates and what belongs to whom: ids, amounts, times.' . "\n"
			. '- Files: pictures and documents among the uploads are not looked into.' . "\n";
	}
}
