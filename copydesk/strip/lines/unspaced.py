"""What page furniture says in scripts that write few spaces: Japanese, Chinese, Korean, Thai."""

from __future__ import annotations

import re
from functools import cache

from copydesk.strip.lines.wording import is_speech

# The same in scripts that write few spaces, by reason: phrases parted by bars, looked for between any characters. "^"
# is the line's beginning, behind bullets and brackets. A line of more characters than `_SHORT_LINE` is
# a paragraph: only a phrase with "!" decides about it.
_UNSPACED = {
    "related_link": """
        ^関連記事 | ^関連ニュース | ^関連リンク | ^あわせて読みたい | ^合わせて読みたい | ^こちらもおすすめ
        ^おすすめ記事
        ^人気記事ランキング | ^続きを読む | ^記事全文を読む | ^もっと見る | ^関連キーワード | ^あなたにおすすめ
        ^アクセスランキング
        ^相关阅读 | ^相关新闻 | ^相关报道 | ^相关链接 | ^延伸阅读 | ^推荐阅读 | ^更多新闻 | ^热门推荐
        ^猜你喜欢 | ^延伸閱讀 | ^相關新聞 | ^为您推荐 | ^为你推荐 | ^相关推荐 | ^精彩推荐 | ^热点新闻
        ^관련기사 | ^관련 기사 | ^관련뉴스 | ^관련 뉴스 | ^함께 보면 좋은 | ^많이 본 뉴스 | ^많이 본 기사
        ^인기기사 | ^추천기사
        ^อ่านเพิ่มเติม | ^ข่าวที่เกี่ยวข้อง | ^อ่านข่าวเพิ่มเติม
        """,
    "appeal": """
        有料会員になると
        有料会員限定 | 読者会員限定 | 会員限定記事 | この記事は有料 | 有料記事読み放題 | ^無料会員登録
        購読のお申し込み
        ^구독하기 | ^구독신청 | ^구독 신청 | 유료회원 | ^후원하기 | ^立即订阅 | ^立即訂閱
        """,
    "newsletter": """
        メルマガ登録 | メールマガジンに登録 | ニュースレターに登録 | ニュースレター登録 | 友だち追加
        뉴스레터 구독 | 채널 구독하기 | 채널을 구독하세요 | 채널 추가하기
        扫描二维码 | 扫码关注 | 扫一扫 | 微信公众号关注 | 下载客户端
        """,
    "social": """
        ^この記事をシェア | ^記事をシェア | ^シェアする | ^ツイートする | ^ポストする | ^フォローする
        ^はてなブックマーク
        ^공유하기 | ^기사 공유 | ^기사공유 | ^카카오톡으로 공유 | ^페이스북으로 공유 | ^URL 복사
        ^分享到 | ^分享至 | ^分享让 | ^แชร์
        """,
    "copyright": """
        !無断転載 | !無断複製 | !転載を禁じます
        !무단 전재 | !무단전재 | ^저작권자 | ^ⓒ
        !版权所有 | !未经授权不得 | !未经许可不得 | 转载请注明 | !版權所有 | ICP备 | ICP證 | 公网安备
        """,
    "comment_form": """
        ^コメントを書く | ^コメントする | ^コメントを見る | ^コメント一覧 | ^みんなのコメント
        ^댓글쓰기 | ^댓글 쓰기 | ^댓글을 입력 | ^댓글 보기 | ^첫 댓글을 | ^发表评论 | ^我要评论 | ^网友评论
        ^發表留言 | ^我要跟帖 | ^最新评论 | ^最热评论 | ^全部评论 | ^目前没有跟贴 | ^目前没有热门跟贴
        """,
    "navigation": """
        ^前のページ | ^次のページ | ^次ページ | ^記事一覧 | ^トップへ戻る | ^ページトップ | ^印刷する
        ^文字サイズ | ^この記事の画像を見る
        ^목록 보기 | ^목록으로 | ^글자크기 | ^글자 크기 | ^기사듣기 | ^본문 바로가기 | ^인쇄하기
        ^加载更多 | ^点击加载更多 | ^查看更多 | ^阅读下一篇
        ^返回首页 | ^返回顶部 | ^上一篇 | ^下一篇 | ^上一页 | ^下一页 | ^回到顶部 | ^原标题
        """,
    "byline": """
        ^责任编辑 | ^责编 | ^責任編輯
        """,
    "advert": """
        ^スポンサーリンク | ^PR］ | ^PR】 | ^โฆษณา
        """,
    "promo": """
        ^제보하기 | ^제보는 카카오톡 | 제보를 기다립니다
        """,
}
# In characters. A longer one than the second is a whole article without its line feeds.
_SHORT_LINE = 60
_LONGEST_FURNITURE = 300
_UNSPACED_CHAR = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


@cache
def _unspaced() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None], ...]:
    """For each reason what decides about a short line, and about any line."""
    patterns = []
    for reason, table in _UNSPACED.items():
        written = [phrase.strip() for phrase in re.split(r"[|\n]", table) if phrase.strip()]
        telling = [phrase.removeprefix("!") for phrase in written if phrase.startswith("!")]
        patterns.append(
            (
                reason,
                re.compile("|".join(_unspaced_pattern(phrase.removeprefix("!")) for phrase in written)),
                re.compile("|".join(map(_unspaced_pattern, telling))) if telling else None,
            )
        )
    return tuple(patterns)


def _unspaced_pattern(phrase: str) -> str:
    return rf"^[\W_]*{re.escape(phrase[1:])}" if phrase.startswith("^") else re.escape(phrase)


def unspaced_reason(text: str) -> str | None:
    """`wording_reason` for a line in a script that writes few spaces.

    >>> unspaced_reason("■関連記事")
    'related_link'
    """
    if len(text) > _LONGEST_FURNITURE or is_speech(text) or not _UNSPACED_CHAR.search(text):
        return None
    short = len(text) <= _SHORT_LINE
    for reason, pattern, telling in _unspaced():
        decides = pattern if short else telling
        if decides is not None and decides.search(text):
            return reason
    return None
