# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The demo story's leads: asked, graded, put aside, brought back; calls of past weeks."""

from datetime import date, timedelta

#: Lead: the places of the answers chosen, budget in millions, needs, who decides.
ANSWERS = {
    "Nội thất 20 phòng tầng 3": (0, 0, 190, (0, 1), True),
    "Kệ sách 8 lớp học": (1, 0, 45, (0,), False),
    "Văn phòng mẫu chung cư Bình Minh": (2, 1, 120, (0, 1, 2), True),
    "Ghế phòng chờ nhà thuốc": (3, 0, 27, (), None),
}
#: Calls of past weeks: (login, contact, planned days ago, made days ago or None).
CALLS = (
    ("huong", "dao", 20, 20),
    ("huong", "mai", 15, 13),
    ("huong", "yen", 6, 6),
    ("quan", "dung", 19, 18),
    ("quan", "tuan", 12, None),
    ("quan", "dung", 5, 5),
)


def qualify(story):
    """Ask the leads of the story what the example question sets ask."""
    env = story.env
    words = {"lang": story.users["huong"].lang}
    env["crm.qualification"].with_context(**words).action_create_example()
    while env["crm.qualification.queue"]._refresh_batch():
        pass
    company = env["crm.qualification"].search(
        [("customer_type", "=", "company")], limit=1
    )
    for name, given in ANSWERS.items():
        lead = env["crm.lead"].search([("name", "=", name)], limit=1)
        lead = lead.with_user(lead.user_id).with_context(**words)
        for question, value in zip(
            company.question_ids, _values(company, given), strict=False
        ):
            if value is not None and lead.sudo().qualification_id == company:
                lead.qualification_answer(question.id, value)


def _values(template, given):
    """Return the answers to the questions of the example, in their order."""
    industry, place, budget, needs, decides = given
    questions = template.question_ids
    return [
        questions[0].choice_ids[industry].id,
        questions[1].choice_ids[place].id,
        budget,
        [questions[3].choice_ids[need].id for need in needs] or None,
        decides,
    ]


def put_aside(story):
    """Two leads that said not now: one is back today, one comes back in a month.

    Where its owner lives it may be tomorrow already: a day after today is two days on.
    """
    env = story.env
    reason = env["crm.lost.reason"].create({"name": "Hết ngân sách năm nay"})
    for name, owner, days in (
        ("Quầy lễ tân homestay Lá Me", "huong", 2),
        ("Bàn ghế hội trường huyện", "quan", 30),
    ):
        user = story.users[owner]
        lead = env["crm.lead"].create(
            {
                "name": name,
                "phone": "0914 556 677",
                "user_id": user.id,
                "type": "opportunity",
            }
        )
        env["crm.lead.disqualify"].with_user(user).create(
            {
                "lead_ids": lead.ids,
                "reason_id": reason.id,
                "recycle_date": date.today() + timedelta(days=days),
                "note": "Gọi lại khi có ngân sách mới.",
            }
        ).action_apply()
    due = env["crm.lead.disqualification"].search([], order="recycle_date", limit=1)
    due.recycle_date = date.today()
    env["crm.lead.disqualification"]._recycle_batch()


def remember_calls(story):
    """Calls that were planned in past weeks: made, made late, forgotten."""
    for login, person, planned, made in CALLS:
        story._plan(story.partners[person], "call", login, -planned, "Gọi hỏi thăm")
        activity = story.partners[person].activity_ids.filtered(
            lambda a, days=planned: (
                a.date_deadline == date.today() - timedelta(days=days)
            )
        )
        if made is not None:
            activity.action_archive()
            activity.date_done = date.today() - timedelta(days=made)
